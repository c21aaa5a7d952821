/** How far a map can be trusted: whether those that are neighbours on it are neighbours indeed. */
import { forEachRow, type Matrix, rowCount } from "./distances";
import { nearestTo } from "./neighbours";

/** Ranks of rows by distance from one of them, the nearest other being 1. */
function ranksOf(distances: Float64Array, row: number): Uint32Array {
  const order = [...distances.keys()].filter((other) => other !== row);
  order.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
  const ranks = new Uint32Array(distances.length);
  for (const [at, other] of order.entries()) ranks[other] = at + 1;
  return ranks;
}

/**
 * Trustworthiness (Venna and Kaski, 2001), as scikit-learn's: 1 less what the `count` nearest
 * neighbours of each picture on the map lack to be its nearest in the space, by their ranks there.
 * `rows` are the pictures that it is averaged over; all of them give the number exactly.
 */
export async function trustworthiness(
  { space, map }: { readonly space: Matrix; readonly map: Matrix },
  count: number,
  rows: readonly number[],
): Promise<number> {
  const all = rowCount(space);
  const near = new Map<number, readonly number[]>();
  await forEachRow(map, { rows }, (row, distances) => {
    near.set(row, nearestTo(row, distances, count));
  });
  let excess = 0;
  await forEachRow(space, { rows }, (row, distances) => {
    const ranks = ranksOf(distances, row);
    for (const other of near.get(row) ?? []) excess += Math.max(0, (ranks[other] ?? 0) - count);
  });
  return 1 - (2 * excess) / (rows.length * count * (2 * all - 3 * count - 1));
}
