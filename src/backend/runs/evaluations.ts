/** Evaluations saved in a run's folder, one file a split and target: test.json, test-second.json and their like. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { Evaluation } from "../../protocol/evaluation";
import { writeFileAtomic } from "../util/files";
import { readRunJson } from "./folder";
import { readRecord, writeRecord } from "./records";
import { evaluationSchema, type RunRecord, type StoredEvaluation } from "./schema";

/** Which of a run's targets an evaluation is of. */
type Which = "first" | "second";

function fileName(split: SplitName, which: Which): string {
  return which === "first" ? `${split}.json` : `${split}-second.json`;
}

/** Path of the file in which a split's evaluation is saved. */
export function evaluationPath(
  directory: string,
  split: SplitName,
  which: Which = "first",
): string {
  return join(directory, fileName(split, which));
}

/** Which target a name means; without one, the first. Throws "unknown-target" for neither. */
function whichOf({ config }: RunRecord, target: string | undefined): Which {
  if (target === undefined || target === config.target) return "first";
  if (target === config.secondTarget) return "second";
  const names = [config.target, config.secondTarget ?? []].flat().join(" and ");
  throw new UserError("unknown-target", `This run does not learn "${target}", but ${names}.`);
}

/** Without the run's path: the folder may be moved. */
function storedPart({ run: _run, ...stored }: Evaluation): StoredEvaluation {
  return stored;
}

/** Saves an evaluation; that of the first target's test pictures also shows in the run's summary. */
export async function saveEvaluation(directory: string, evaluation: Evaluation): Promise<void> {
  const stored = storedPart(evaluation);
  const record = await readRecord(directory);
  const which = whichOf(record, stored.target);
  await writeFileAtomic(evaluationPath(directory, stored.split, which), JSON.stringify(stored));
  if (stored.split !== "test" || which !== "first") return;
  await writeRecord(directory, { ...record, testAccuracy: stored.accuracy });
}

/** The saved evaluation of a split, or null; of the first target unless another is named. */
export async function readEvaluation(
  directory: string,
  split: SplitName,
  target?: string,
): Promise<Evaluation | null> {
  const which = target === undefined ? "first" : whichOf(await readRecord(directory), target);
  if (!existsSync(evaluationPath(directory, split, which))) return null;
  const stored = await readRunJson(directory, fileName(split, which), evaluationSchema);
  return { run: directory, ...stored };
}

/** Forgets all evaluations: training went on, so they are of a checkpoint that is no more. */
export async function removeEvaluations(directory: string): Promise<void> {
  for (const split of SPLIT_NAMES) {
    await rm(evaluationPath(directory, split), { force: true });
    await rm(evaluationPath(directory, split, "second"), { force: true });
  }
}
