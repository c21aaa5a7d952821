/** The shape of DIR/.pupil/scan.json, checked whenever it is read. */
import { z } from "zod";
import type { Box, DatasetSummary, Finding, RuleOptions } from "../../protocol/dataset";
import type { ChannelMoments } from "./statistics";

/** Raised when older scans must be made again: their shape or a value's meaning changed. */
export const SCAN_VERSION = 3;

const triple = z.tuple([z.number(), z.number(), z.number()]).readonly();
const counts = z.record(z.string(), z.number());

const box: z.ZodType<Box> = z.object({
  left: z.number(),
  top: z.number(),
  right: z.number(),
  bottom: z.number(),
});

const moments: z.ZodType<ChannelMoments> = z.object({ mean: triple, std: triple });

/** What a file was when it was read: while both numbers are equal it is not read again. */
const stamp = z.object({ bytes: z.number(), modifiedMs: z.number() });

/** All that one reading of a picture gives. */
const picture = z.object({
  format: z.string(),
  width: z.number(),
  height: z.number(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  perceptualHash: z.string().regex(/^[0-9a-f]{16}$/),
  /** The thumbnail of measure.ts, in base64. */
  thumbnail: z.string(),
  channels: moments,
});

const problem = z.object({
  kind: z.enum(["unreadable", "empty-file"]),
  /** The end of the sentence "x.jpg is not a readable picture: ...". */
  reason: z.string(),
});

/** One picture file: its stamp, what reading it gave, and what makes it a sample. */
export const fileSchema = z.object({
  path: z.string(),
  stamp,
  picture: picture.optional(),
  problem: problem.optional(),
  labels: z.record(z.string(), z.string()).optional(),
  /** What the rule says, where a person's correction makes the labels differ from it. */
  given: z.record(z.string(), z.string()).optional(),
  group: z.number().optional(),
  box: box.optional(),
  /** The stamp of the file that the box was read from. */
  boxStamp: stamp.optional(),
  mask: z.string().optional(),
  generatedFrom: z.string().optional(),
  generatedFor: z.string().optional(),
  notebookOrder: z.literal(true).optional(),
  excluded: z.literal(true).optional(),
});

const rule: z.ZodType<RuleOptions> = z.object({
  kind: z.enum(["oxford-pet", "folder-per-class", "csv", "regex"]),
  csvFile: z.string().optional(),
  pathColumn: z.string().optional(),
  pattern: z.string().optional(),
});

const finding: z.ZodType<Finding> = z.object({
  kind: z.enum([
    "unreadable",
    "empty-file",
    "extension-mismatch",
    "no-label",
    "duplicate",
    "near-duplicate",
    "missing-file",
    "stale-label",
  ]),
  path: z.string(),
  other: z.string().optional(),
  message: z.string(),
  skipped: z.boolean(),
});

const summary: z.ZodType<DatasetSummary> = z.object({
  directory: z.string(),
  name: z.string(),
  rule,
  fingerprint: z.string(),
  pictures: z.number(),
  generated: z.number(),
  excluded: z.number().optional(),
  onlyJpg: z.literal(true).optional(),
  targets: z.array(
    z.object({
      target: z.string(),
      classes: z.array(
        z.object({ name: z.string(), count: z.number(), parent: z.string().optional() }),
      ),
    }),
  ),
  formats: counts,
  sizes: z.object({
    minWidth: z.number(),
    medianWidth: z.number(),
    maxWidth: z.number(),
    minHeight: z.number(),
    medianHeight: z.number(),
    maxHeight: z.number(),
  }),
  findings: z.array(finding),
  statistics: z.object({ mean: triple, std: triple, pictures: z.number() }).optional(),
  filesRead: z.number(),
  seconds: z.number(),
});

/** All but the files. */
export const headSchema = z.object({ version: z.literal(SCAN_VERSION), summary });

export type Stamp = z.infer<typeof stamp>;
export type Picture = z.infer<typeof picture>;
export type FileRecord = z.infer<typeof fileSchema>;
export type ScanHead = z.infer<typeof headSchema>;

/** The whole of scan.json; scanFile.ts says how it is laid out. */
export interface StoredScan extends ScanHead {
  readonly files: readonly FileRecord[];
}
