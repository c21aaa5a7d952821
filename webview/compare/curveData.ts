/** Curves of several runs over one axis: epochs, or the time since each began. Pure. */
import type { ComparedRun } from "../../src/protocol/comparison";
import type { EpochMetrics, TargetMetrics } from "../../src/protocol/training";
import type { ChartData } from "../lib/chart";

export type CurveMetric = keyof TargetMetrics | "learningRate";
export type CurveAxis = "epochs" | "time";

/** An epoch's number, of the target that the comparison is by. */
function valueOf(
  { target, run }: ComparedRun,
  epoch: EpochMetrics,
  metric: CurveMetric,
): number | undefined {
  if (metric === "learningRate") return epoch.learningRate;
  const isSecond = target !== run.config.target;
  return (isSecond ? (epoch.second ?? epoch) : epoch)[metric];
}

/** Where an epoch's end lies on the axis: its number, or the seconds that it and those before took. */
function placesOf({ run: { metrics } }: ComparedRun, axis: CurveAxis): readonly number[] {
  if (axis === "epochs") return metrics.map(({ epoch }) => epoch);
  let seconds = 0;
  return metrics.map((epoch) => (seconds += epoch.seconds));
}

/** All curves; at a place where a run has no epoch's end, it has no value. */
export function curveData(
  runs: readonly ComparedRun[],
  { metric, axis }: { readonly metric: CurveMetric; readonly axis: CurveAxis },
): ChartData {
  const places = runs.map((run) => placesOf(run, axis));
  const x = [...new Set(places.flat())].sort((a, b) => a - b);
  const lines = runs.map((compared, index) => {
    const values = compared.run.metrics.map((epoch) => valueOf(compared, epoch, metric));
    const known = new Map(places[index]?.map((place, at) => [place, values[at]]));
    return x.map((place) => known.get(place) ?? null);
  });
  return { x, lines, end: x.at(-1) ?? 1 };
}

/** A line's value at a point: over time, that of the last epoch that had ended by then. */
export function valueAt(
  { lines }: ChartData,
  {
    line,
    index,
    axis,
  }: { readonly line: number; readonly index: number; readonly axis: CurveAxis },
): number | null {
  const values = lines[line] ?? [];
  if (axis === "epochs") return values[index] ?? null;
  return values.slice(0, index + 1).findLast((value) => value !== null) ?? null;
}
