/** A run that is compared with others: all that is known of it, read once. */
import type { SplitName } from "../../protocol/dataset";
import type { Evaluation } from "../../protocol/evaluation";
import type { RunDetail } from "../../protocol/training";
import { describe } from "../nn/describe";
import { findNetwork } from "../nn/registry";
import { readEvaluation } from "../runs/evaluations";
import { runDirectory } from "../runs/folder";
import { readSplit } from "../runs/records";
import type { SplitPictures } from "../runs/schema";
import { describeRun } from "../runs/summary";

export interface Entrant {
  readonly run: RunDetail;
  /** Pictures of each part by path, with the hashes of their files. */
  readonly parts: SplitPictures;
  readonly evaluation: Evaluation | null;
  readonly parameters: number;
  readonly flops: number;
}

/** Reads a run; "not-found" when the path is none, "corrupt-run" when a file of it is damaged. */
export async function readEntrant(path: string, split: SplitName): Promise<Entrant> {
  const directory = runDirectory(path);
  const [run, parts, evaluation] = await Promise.all([
    describeRun(directory),
    readSplit(directory),
    readEvaluation(directory, split),
  ]);
  const { config, classes } = run;
  const network = findNetwork(config.network);
  const { parameters, flops } = describe(network, classes.length, config.imageSize);
  return { run, parts, evaluation, parameters, flops };
}

/** What a run learned: runs with the same answer can be compared picture by picture. */
export function taskOf({ run }: Entrant): string {
  return JSON.stringify([run.config.target, run.classes]);
}

/** Indices of the runs that learned what most did; of equally many, what the earliest did. */
export function sameTask(entrants: readonly Entrant[]): readonly number[] {
  const groups = new Map<string, number[]>();
  for (const [index, entrant] of entrants.entries()) {
    const task = taskOf(entrant);
    groups.set(task, [...(groups.get(task) ?? []), index]);
  }
  const [first = [], ...others] = groups.values();
  return others.reduce((most, group) => (group.length > most.length ? group : most), first);
}
