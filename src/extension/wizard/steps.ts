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

/** A step that is passed over, and not counted, where what was answered leaves nothing to ask. */
export interface OptionalStep<Draft> {
  readonly applies: (draft: Draft) => boolean;
  readonly ask: Step<Draft>;
}

/**
 * Runs the steps until the last went on; a step that rejects (dismissed: "cancelled") ends the walk.
 * The first step always applies.
 */
export async function walk<Draft>(
  first: Draft,
  steps: readonly (Step<Draft> | OptionalStep<Draft>)[],
): Promise<Draft> {
  let draft = first;
  let index = 0;
  let direction = 1;
  for (let step = steps[0]; step !== undefined; step = steps[index]) {
    const counted = steps.filter((each) => typeof each === "function" || each.applies(draft));
    const place = counted.indexOf(step);
    if (place >= 0) {
      const ask = typeof step === "function" ? step : step.ask;
      const result = await ask(draft, { step: place + 1, total: counted.length });
      draft = result.draft;
      direction = result.move === "back" ? -1 : 1;
    }
    index = Math.max(0, index + direction);
  }
  return draft;
}
