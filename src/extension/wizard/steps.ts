/** Walks through the steps of a wizard, forth and back, with a draft that grows. */

/** Where a step stands, for the quick pick's "2/4". */
export interface Position {
  readonly step: number;
  readonly total: number;
}

/** What a step leaves: the draft, and whether the person goes on or back. */
export interface StepResult<Draft> {
  readonly draft: Draft;
  readonly move: "next" | "back";
}

export type Step<Draft> = (draft: Draft, position: Position) => Promise<StepResult<Draft>>;

/** Runs the steps until the last went on; a step that rejects (dismissed: "cancelled") ends the walk. */
export async function walk<Draft>(first: Draft, steps: readonly Step<Draft>[]): Promise<Draft> {
  let draft = first;
  let index = 0;
  for (let step = steps[0]; step !== undefined; step = steps[index]) {
    const result = await step(draft, { step: index + 1, total: steps.length });
    draft = result.draft;
    index = Math.max(0, index + (result.move === "back" ? -1 : 1));
  }
  return draft;
}
