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

/** The smallest of the values that it is offered, ascending, the first of equals first. */
class Smallest {
  readonly indices: number[] = [];
  readonly values: number[] = [];

  constructor(private readonly count: number) {}

  offer(index: number, value: number): void {
    const { indices, values, count } = this;
    if (values.length === count && value >= (values.at(-1) ?? Infinity)) return;
    let at = values.length;
    while (at > 0 && (values[at - 1] ?? 0) > value) at--;
    values.splice(at, 0, value);
    indices.splice(at, 0, index);
    if (values.length <= count) return;
    values.pop();
    indices.pop();
  }
}

/** The places of the smallest values, ascending, but for that of the row itself. */
export function nearestTo(row: number, distances: Float64Array, count: number): readonly number[] {
  const found = new Smallest(count);
  for (const [other, value] of distances.entries()) if (other !== row) found.offer(other, value);
  return found.indices;
}

/** The `count` nearest rows of each row, which counts itself as its nearest. */
export async function nearestNeighbours(
  matrix: Matrix,
  count: number,
  { signal, progress }: TaskContext,
): Promise<Neighbours> {
  const rows = rowCount(matrix);
  const meter = new ProgressMeter("neighbours", rows, "pictures", progress);
  const found = Array.from({ length: rows }, () => new Smallest(count - 1));
  const all = [...found.keys()];
  await forEachRow(matrix, { rows: all, onlyLater: true }, (row, squares) => {
    throwIfCancelled(signal);
    // each row is offered the others in their order, since earlier ones come before later ones
    for (let other = row + 1; other < rows; other++) {
      const square = squares[other] ?? 0;
      found[row]?.offer(other, square);
      found[other]?.offer(row, square);
    }
    meter.tick();
  });
  return {
    indices: found.map(({ indices }, row) => [row, ...indices]),
    distances: found.map(({ values }) => [0, ...values.map(Math.sqrt)]),
  };
}
