/** A run as pretrained weights: the file with its backbone, and what it was trained with. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../protocol/errors";
import type { WeightsInfo } from "../../protocol/weights";
import { backbonePath } from "../runs/backbone";
import { checkpointPath, isHeadAlone } from "../runs/checkpoints";
import { RUN_FILES } from "../runs/folder";
import { normalisationOf, readRecord } from "../runs/records";
import { nameFrom } from "./storeIndex";

/** What is known of a run's weights without looking into them. */
export interface RunWeights {
  /** The best checkpoint or, where only a head was trained, the backbone that it began with. */
  readonly file: string;
  readonly info: Omit<WeightsInfo, "sha256" | "bytes" | "classes">;
}

/** Whether the path is a run's folder. */
export function isRun(path: string): boolean {
  return existsSync(join(path, RUN_FILES.record));
}

/** Finds a run's weights; "run-unfinished" when it has none yet. */
export async function findRunWeights(directory: string): Promise<RunWeights> {
  const record = await readRecord(directory);
  const isHead = await isHeadAlone(directory, "best");
  const file = isHead ? backbonePath(directory) : checkpointPath(directory, "best");
  if (!existsSync(file)) {
    const message = `The run ${directory} has finished no epoch yet, so there is nothing to use.`;
    throw new UserError("run-unfinished", message);
  }
  const { network, imageSize } = record.config;
  const { mean, std } = normalisationOf(record);
  const name = nameFrom(directory);
  return { file, info: { name, network, source: directory, licence: null, imageSize, mean, std } };
}
