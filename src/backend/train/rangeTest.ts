/** What a learning-rate range test makes of its losses: smoothing, stopping, and a suggestion. */
import type { RangePoint } from "../../protocol/planning";

/** Smith, 2017; the limits, the smoothing and the end of the test are fastai's. */
const LOWEST = 1e-7;
const HIGHEST = 1;
const SMOOTHING = 0.98;
const DIVERGED = 4;

/** The learning rate of a step, counted from 0: they grow by a constant factor. */
export function rangeRate(step: number, steps: number): number {
  return LOWEST * (HIGHEST / LOWEST) ** (step / (steps - 1));
}

/** Collects a range test's losses. */
export class RangeTest {
  readonly points: RangePoint[] = [];
  private average = 0;
  private lowest = Number.POSITIVE_INFINITY;

  constructor(private readonly steps: number) {}

  /** The learning rate of the next step. */
  get rate(): number {
    return rangeRate(this.points.length, this.steps);
  }

  /** Counts a step's loss; true when the test is over: at its last step, or where the loss diverges. */
  add(loss: number): boolean {
    if (!Number.isFinite(loss)) return true;
    this.average = SMOOTHING * this.average + (1 - SMOOTHING) * loss;
    const smoothedLoss = this.average / (1 - SMOOTHING ** (this.points.length + 1));
    this.points.push({ learningRate: this.rate, loss, smoothedLoss });
    this.lowest = Math.min(this.lowest, smoothedLoss);
    return this.points.length >= this.steps || smoothedLoss > DIVERGED * this.lowest;
  }
}

/** The longest falling subsequence that ends at each value. */
function descents(losses: readonly number[]): number[] {
  const lengths = losses.map(() => 1);
  for (const [i, loss] of losses.entries()) {
    for (let j = 0; j < i; j++) {
      if (loss >= (losses[j] ?? Number.NaN)) continue;
      lengths[i] = Math.max(lengths[i] ?? 1, (lengths[j] ?? 1) + 1);
    }
  }
  return lengths;
}

/**
 * The learning rate that fastai's rule "valley" suggests: half a section into the second third of
 * the longest descent of the smoothed loss. As there, a tenth of the steps at the beginning and five
 * at the end are left out. Null when nothing falls.
 */
export function suggestRate(points: readonly RangePoint[], steps: number): number | null {
  const inner = points.slice(Math.floor(steps / 10), -5);
  const lengths = descents(inner.map(({ smoothedLoss }) => smoothedLoss));
  const longest = Math.max(0, ...lengths);
  if (longest < 2) return null;
  const end = lengths.indexOf(longest);
  const start = end - longest;
  const section = (end - start) / 3;
  const index = start + Math.floor(section) + Math.floor(section / 2);
  return inner[Math.max(0, index)]?.learningRate ?? null;
}
