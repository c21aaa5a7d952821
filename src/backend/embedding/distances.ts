/** Squared Euclidean distances between rows of a matrix, some rows at a time so that the process stays awake. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** Rows of numbers that lie one after the other. */
export interface Matrix {
  /** [rows, width]. */
  readonly values: Float32Array;
  readonly width: number;
}

export function rowCount({ values, width }: Matrix): number {
  return values.length / width;
}

/** So many multiplications are done before others get a turn: about 20 ms. */
const WORK_A_TURN = 2e7;

/** Sum of the products of row `a` of one matrix and row `b` of another. */
function dot(
  one: Matrix,
  a: number,
  { matrix, b }: { readonly matrix: Matrix; readonly b: number },
) {
  const { values, width } = one;
  const others = matrix.values;
  const from = a * width;
  const to = b * width;
  // four sums at once: a processor adds them in parallel
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const even = width - (width % 4);
  for (let i = 0; i < even; i += 4) {
    s0 += (values[from + i] ?? 0) * (others[to + i] ?? 0);
    s1 += (values[from + i + 1] ?? 0) * (others[to + i + 1] ?? 0);
    s2 += (values[from + i + 2] ?? 0) * (others[to + i + 2] ?? 0);
    s3 += (values[from + i + 3] ?? 0) * (others[to + i + 3] ?? 0);
  }
  for (let i = even; i < width; i++) s0 += (values[from + i] ?? 0) * (others[to + i] ?? 0);
  return s0 + s1 + s2 + s3;
}

/** The squared length of each row. */
export function squaredLengths(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: rowCount(matrix) }, (_, row) =>
    dot(matrix, row, { matrix, b: row }),
  );
}

export interface Rows {
  readonly rows: readonly number[];
  /** Only the distances to later rows are wanted, which is half of the work: a pair has one. */
  readonly onlyLater?: boolean;
}

/**
 * Calls `visit` with each of the rows and the squared distances [rows of the matrix] from it to
 * all, which it may keep no longer than the call; the distance to itself is 0.
 */
export async function forEachRow(
  matrix: Matrix,
  { rows, onlyLater = false }: Rows,
  visit: (row: number, distances: Float64Array) => void,
): Promise<void> {
  const count = rowCount(matrix);
  const lengths = squaredLengths(matrix);
  const distances = new Float64Array(count);
  const rowsATurn = Math.max(1, Math.floor(WORK_A_TURN / (count * matrix.width)));
  for (const [at, row] of rows.entries()) {
    const own = lengths[row] ?? 0;
    for (let other = onlyLater ? row + 1 : 0; other < count; other++) {
      const product = dot(matrix, row, { matrix, b: other });
      // what rounding leaves of equal rows may be below 0
      distances[other] = Math.max(0, own + (lengths[other] ?? 0) - 2 * product);
    }
    distances[row] = 0;
    visit(row, distances);
    if (at % rowsATurn === rowsATurn - 1) await nextTurn();
  }
}
