/** Evaluations saved in a run's folder, one file a split: test.json and its like. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import type { Evaluation } from "../../protocol/evaluation";
import { writeFileAtomic } from "../util/files";
import { readRunJson } from "./folder";
import { readRecord, writeRecord } from "./records";
import { evaluationSchema, type StoredEvaluation } from "./schema";

function fileName(split: SplitName): string {
  return `${split}.json`;
}

/** Path of the file in which a split's evaluation is saved. */
export function evaluationPath(directory: string, split: SplitName): string {
  return join(directory, fileName(split));
}

/** Without the run's path: the folder may be moved. */
function storedPart({ run: _run, ...stored }: Evaluation): StoredEvaluation {
  return stored;
}

/** Saves an evaluation; that of the test pictures also shows in the run's summary. */
export async function saveEvaluation(directory: string, evaluation: Evaluation): Promise<void> {
  const stored = storedPart(evaluation);
  await writeFileAtomic(evaluationPath(directory, stored.split), JSON.stringify(stored));
  if (stored.split !== "test") return;
  await writeRecord(directory, {
    ...(await readRecord(directory)),
    testAccuracy: stored.accuracy,
  });
}

/** The saved evaluation of a split, or null. */
export async function readEvaluation(
  directory: string,
  split: SplitName,
): Promise<Evaluation | null> {
  if (!existsSync(evaluationPath(directory, split))) return null;
  return { run: directory, ...(await readRunJson(directory, fileName(split), evaluationSchema)) };
}

/** Forgets all evaluations: training went on, so they are of a checkpoint that is no more. */
export async function removeEvaluations(directory: string): Promise<void> {
  for (const split of SPLIT_NAMES) await rm(evaluationPath(directory, split), { force: true });
}
