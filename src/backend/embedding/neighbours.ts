/** The nearest neighbours of every picture, exactly. */
import { throwIfCancelled, type TaskContext } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { forEachRow, type Matrix, rowCount } from "./distances";

export interface Neighbours {
  /** [rows][count], each row's nearest ones, itself first. */
  readonly indices: number[][];
  /** Euclidean, ascending. */
  readonly distances: number[][];
}

/** The places of the smallest values, ascending, the first of equals first; `first` before all. */
export function smallest(
  values: Float64Array,
  count: number,
  first?: number,
): { readonly indices: number[]; readonly values: number[] } {
  const indices: number[] = [];
  const found: number[] = [];
  for (const [index, value] of values.entries()) {
    if (index === first) continue;
    if (found.length === count && value >= (found.at(-1) ?? Infinity)) continue;
    let at = found.length;
    while (at > 0 && (found[at - 1] ?? 0) > value) at--;
    found.splice(at, 0, value);
    indices.splice(at, 0, index);
    if (found.length > count) {
      found.pop();
      indices.pop();
    }
  }
  return { indices, values: found };
}

/** The `count` nearest rows of each row, which counts itself as its nearest. */
export async function nearestNeighbours(
  matrix: Matrix,
  count: number,
  { signal, progress }: TaskContext,
): Promise<Neighbours> {
  const rows = rowCount(matrix);
  const meter = new ProgressMeter("neighbours", rows, "pictures", progress);
  const indices: number[][] = [];
  const distances: number[][] = [];
  await forEachRow(matrix, [...new Array(rows).keys()], (row, squares) => {
    throwIfCancelled(signal);
    const others = smallest(squares, count - 1, row);
    indices.push([row, ...others.indices]);
    distances.push([0, ...others.values.map(Math.sqrt)]);
    meter.tick();
  });
  return { indices, distances };
}
