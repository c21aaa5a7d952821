/** The runs that are compared: all that is known of each, and what each has to say about the target. */
import { UserError } from "../../../protocol/errors";
import type { SplitName } from "../../../protocol/dataset";
import type { Evaluation } from "../../../protocol/evaluation";
import type { EpochMetrics, RunDetail, TargetMetrics } from "../../../protocol/training";
import { describe } from "../../nn/describe";
import { findNetwork } from "../../nn/registry";
import { readEvaluation } from "../../runs/evaluations";
import { runDirectory } from "../../runs/folder";
import { readRecord, readSplit } from "../../runs/records";
import { classCounts, type SplitPictures } from "../../runs/schema";
import { describeRun } from "../../runs/summary";
import { type RunTarget, targetsOf } from "../../runs/targets";

/** A run by itself. */
export interface Entrant {
  readonly run: RunDetail;
  readonly targets: readonly [RunTarget, ...RunTarget[]];
  /** Pictures of each part by path, with the hashes of their files. */
  readonly parts: SplitPictures;
  readonly parameters: number;
  readonly flops: number;
}

/** A run in a comparison by one target. */
export interface Contestant extends Entrant {
  /** What its numbers are of. */
  readonly target: RunTarget;
  /** Whether it learned what the comparison is by, with the same classes as the others. */
  readonly isAlike: boolean;
  readonly evaluation: Evaluation | null;
}

/** Reads a run; "not-found" when the path is none, "corrupt-run" when a file of it is damaged. */
export async function readEntrant(path: string): Promise<Entrant> {
  const directory = runDirectory(path);
  const [run, record, parts] = await Promise.all([
    describeRun(directory),
    readRecord(directory),
    readSplit(directory),
  ]);
  const { network, imageSize } = run.config;
  const outputs = classCounts(record).reduce((sum, count) => sum + count, 0);
  const { parameters, flops } = describe(findNetwork(network), outputs, imageSize);
  return { run, targets: targetsOf(record), parts, parameters, flops };
}

function keyOf({ name, classes }: RunTarget): string {
  return JSON.stringify([name, classes]);
}

/** The target that most runs learned with the same classes; of equally many, the earliest run's. */
function commonest(entrants: readonly Entrant[], name: string | undefined): RunTarget | undefined {
  const all = entrants.flatMap(({ targets }) => targets);
  const asked = all.filter((target) => name === undefined || target.name === name);
  const count = (target: RunTarget) => asked.filter((each) => keyOf(each) === keyOf(target)).length;
  return asked.reduce<RunTarget | undefined>(
    (most, target) => (most === undefined || count(target) > count(most) ? target : most),
    undefined,
  );
}

/** What runs are compared by. */
export interface Question {
  readonly split: SplitName;
  readonly target?: string;
}

/** Reads what each run was evaluated to on the target; "unknown-target" when none learned it. */
export async function contest(
  entrants: readonly Entrant[],
  { split, target: name }: Question,
): Promise<{ readonly target: string; readonly contestants: readonly Contestant[] }> {
  const wanted = commonest(entrants, name);
  if (wanted === undefined) {
    throw new UserError("unknown-target", `None of these runs learned "${name ?? ""}".`);
  }
  const contestants = entrants.map(async (entrant): Promise<Contestant> => {
    const { targets, run } = entrant;
    const same = targets.find((target) => keyOf(target) === keyOf(wanted));
    const target = same ?? targets.find((each) => each.name === wanted.name) ?? targets[0];
    const evaluation = await readEvaluation(run.directory, split, target.name);
    return { ...entrant, target, isAlike: same !== undefined, evaluation };
  });
  return { target: wanted.name, contestants: await Promise.all(contestants) };
}

/** An epoch's numbers of the contestant's target. */
export function targetMetrics({ target, targets }: Contestant, epoch: EpochMetrics): TargetMetrics {
  return target === targets[0] ? epoch : (epoch.second ?? epoch);
}
