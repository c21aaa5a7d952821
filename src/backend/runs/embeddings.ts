/** The embedding map saved in a run's folder: map.json. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SPLIT_NAMES } from "../../protocol/dataset";
import type { EmbeddingMap } from "../../protocol/embedding";
import { writeFileAtomic } from "../util/files";
import { readRunJson } from "./folder";

/** Raised when older maps can no longer be read. */
const VERSION = 1;
const FILE = "map.json";

/** All but the run's path, which changes when it is moved. */
type StoredMap = Omit<EmbeddingMap, "run">;

const answer = z.object({
  actual: z.int().nullable(),
  predicted: z.int(),
  probability: z.number(),
});

const mapSchema = z.object({
  version: z.literal(VERSION),
  createdAt: z.string(),
  checkpoint: z.literal("best"),
  split: z.enum(SPLIT_NAMES).optional(),
  neighbours: z.int(),
  minDistance: z.number(),
  seed: z.int(),
  features: z.int(),
  trustworthiness: z.number(),
  targets: z.array(z.object({ name: z.string(), classes: z.array(z.string()) })),
  points: z.array(
    z.object({
      path: z.string(),
      split: z.enum(SPLIT_NAMES),
      generated: z.literal(true).optional(),
      x: z.number(),
      y: z.number(),
      answers: z.array(answer),
    }),
  ),
  missing: z.int(),
  seconds: z.number(),
}) satisfies z.ZodType<StoredMap>;

/** Saves a map in the place of an older one, atomically. */
export async function saveMap({ run, ...stored }: EmbeddingMap): Promise<void> {
  await writeFileAtomic(join(run, FILE), JSON.stringify({ version: VERSION, ...stored }));
}

/** The saved map, or null; "corrupt-run" when it is damaged. */
export async function readMap(directory: string): Promise<EmbeddingMap | null> {
  if (!existsSync(join(directory, FILE))) return null;
  const { version, ...stored } = await readRunJson(directory, FILE, mapSchema);
  return { run: directory, ...stored };
}

/** Forgets the map: training went on, so it is of a checkpoint that is no more. */
export async function removeMap(directory: string): Promise<void> {
  await rm(join(directory, FILE), { force: true });
}
