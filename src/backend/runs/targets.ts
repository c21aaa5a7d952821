/** What a run learned to tell: one target, or two whose logits lie side by side. */
import type { RunRecord } from "./schema";

export interface RunTarget {
  readonly name: string;
  readonly classes: readonly string[];
  /** For each class the classes of coarser targets that it implies. */
  readonly implied: RunRecord["implied"];
  /** Its logits are from..to among all. */
  readonly from: number;
  readonly to: number;
}

/** The targets of a run, the first one first. */
export function targetsOf(
  record: Pick<RunRecord, "config" | "classes" | "implied" | "second">,
): readonly [RunTarget, ...RunTarget[]] {
  const { config, classes, implied, second } = record;
  const first = { name: config.target, classes, implied, from: 0, to: classes.length };
  if (second === undefined || config.secondTarget === undefined) return [first];
  const { to: from } = first;
  const to = from + second.classes.length;
  return [first, { name: config.secondTarget, ...second, from, to }];
}
