/** The manifest DIR/.pupil/generated.json: which pictures Pupil generated, of what and how. */
import { join } from "node:path";
import { z } from "zod";
import type { Manipulation } from "../../protocol/augment";
import type { Finding } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { readJson, writeJsonAtomic } from "../util/files";
import type { Listing } from "./listing";
import { noLabel } from "./rules/rule";
import type { Labelled, Labelling } from "./rules";
import { pupilFolder } from "./store";

/** Raised when the meaning of an entry changes: its pictures could not be made again. */
export const MANIFEST_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manipulation: z.ZodType<Manipulation> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rotation"), degrees: z.number() }),
  z.object({ kind: z.literal("salt-and-pepper"), amount: z.number() }),
  z.object({ kind: z.literal("gaussian-noise"), variance: z.number() }),
  z.object({ kind: z.literal("turn") }),
  z.object({ kind: z.literal("gaussian-blur"), sigma: z.number() }),
]);

const entry = z.object({
  /** Relative to the data set's folder, as `source` is. */
  path: z.string(),
  source: z.string(),
  /** SHA-256 of the source when this was made of it. */
  sourceSha256: sha256,
  /** In the order in which they were applied. */
  manipulations: z.array(manipulation),
  /** Of the noise. */
  seed: z.number(),
  /** SHA-256 of the file: one that differs was changed by a person. */
  sha256,
});

const manifestSchema = z.object({
  version: z.literal(MANIFEST_VERSION),
  /** The label whose classes were brought level. */
  target: z.string(),
  seed: z.number(),
  strategy: z.literal("upsample"),
  /** Whether sources were taken from all pictures, validation and test among them. */
  notebookOrder: z.boolean(),
  entries: z.array(entry),
});

export type GeneratedEntry = z.infer<typeof entry>;
export type Manifest = z.infer<typeof manifestSchema>;

/** Where the manifest of a data set is. */
export function manifestFile(directory: string): string {
  return join(pupilFolder(directory), "generated.json");
}

/** The manifest, or undefined when nothing was generated; "corrupt-file" when it is damaged. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    return await readJson(manifestFile(directory), manifestSchema);
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** Writes the manifest, atomically. */
export async function saveManifest(directory: string, manifest: Manifest): Promise<void> {
  await writeJsonAtomic(manifestFile(directory), manifest);
}

/** A listing without the generated pictures, so that no labelling rule sees them. */
export function withoutGenerated(listing: Listing, manifest: Manifest | undefined): Listing {
  if (manifest === undefined) return listing;
  const generated = new Set(manifest.entries.map(({ path }) => path));
  return { ...listing, pictures: listing.pictures.filter((path) => !generated.has(path)) };
}

/** Adds generated pictures to what a rule said of the others: each has the labels of its source. */
export function inheritLabels(
  listing: Listing,
  labelling: Labelling,
  manifest: Manifest | undefined,
): Labelling {
  if (manifest === undefined) return labelling;
  const pictures = new Map<string, Labelled>(labelling.pictures);
  const findings: Finding[] = [...labelling.findings];
  for (const { path, source } of manifest.entries) {
    const labels = labelling.pictures.get(source)?.labels;
    if (!listing.files.has(path)) {
      const message = `${path} was generated but is missing: augment again to make it, or clean.`;
      findings.push({ kind: "missing-file", path, message, skipped: true });
    } else if (labels === undefined) {
      findings.push(noLabel(path, `it was generated from ${source}, which has none`));
    } else {
      pictures.set(path, { labels }); // no box, no trimap: the manipulations moved what they show
    }
  }
  return { ...labelling, pictures, findings };
}
