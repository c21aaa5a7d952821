/** The learning rate of every step: a function of the settings and the step alone. */
import type { WholeTrainConfig } from "../../protocol/training";

/** What a schedule is about: the highest rate, and how many steps there are. */
export interface Span {
  readonly rate: number;
  readonly steps: number;
  /** Steps over which the rate rises from 0 at first. */
  readonly warmupSteps: number;
}

/** The defaults of torch.optim.lr_scheduler.OneCycleLR, after Smith and Topin, 2018. */
const ONE_CYCLE = { risingShare: 0.3, startDivisor: 25, endDivisor: 1e4 } as const;

/** From one value to another along half a cosine; `share` is 0..1 of the way. */
function along(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
}

function oneCycle(rate: number, step: number, steps: number): number {
  const first = rate / ONE_CYCLE.startDivisor;
  const last = first / ONE_CYCLE.endDivisor;
  const top = ONE_CYCLE.risingShare * steps - 1;
  if (step <= top) return along(first, rate, step / top);
  return along(rate, last, Math.min(1, (step - top) / (steps - 1 - top)));
}

/**
 * The learning rate of a step, counted from 0. Cosine and one-cycle are those of PyTorch's
 * CosineAnnealingLR and OneCycleLR; the warm-up comes before, the rest takes what it leaves.
 */
export function learningRateAt(
  schedule: WholeTrainConfig["schedule"],
  step: number,
  { rate, steps, warmupSteps }: Span,
): number {
  if (step < warmupSteps) return (rate * (step + 1)) / warmupSteps;
  const [at, of] = [step - warmupSteps, Math.max(1, steps - warmupSteps)];
  switch (schedule) {
    case "constant":
      return rate;
    case "cosine":
      return along(rate, 0, at / of);
    case "oneCycle":
      return oneCycle(rate, at, of);
  }
}
