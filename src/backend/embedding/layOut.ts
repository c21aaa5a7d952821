/** The one door to umap-js: lays rows out in two dimensions by their neighbours (McInnes, Healy, Melville, 2018). */
import { setImmediate as nextTurn } from "node:timers/promises";
import { UMAP } from "umap-js";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import type { Random } from "../util/random";
import type { Matrix } from "./distances";
import type { Neighbours } from "./neighbours";

export interface LayoutOptions {
  readonly neighbours: Neighbours;
  /** Two numbers a row to begin with: what is far apart stays so. */
  readonly start: Matrix;
  readonly minDistance: number;
  readonly random: Random;
}

/** Gives [rows, 2]; the same for the same neighbours, start and random stream. */
export async function layOut(
  { neighbours, start, minDistance, random }: LayoutOptions,
  { signal, progress }: TaskContext,
): Promise<Matrix> {
  const { indices, distances } = neighbours;
  const umap = new UMAP({
    nNeighbors: indices[0]?.length ?? 0,
    minDist: minDistance,
    random: () => random.uniform(),
  });
  umap.setPrecomputedKNN(indices, distances);
  const epochs = umap.initializeFit(indices); // it only counts the rows: their neighbours are given
  const points = umap.getEmbedding();
  for (const [row, point] of points.entries()) {
    for (const axis of point.keys()) point[axis] = start.values[2 * row + axis] ?? 0;
  }
  const meter = new ProgressMeter("layout", epochs, "steps", progress);
  for (let epoch = 0; epoch < epochs; epoch++) {
    throwIfCancelled(signal);
    umap.step();
    meter.tick();
    await nextTurn();
  }
  return { values: Float32Array.from(umap.getEmbedding().flat()), width: 2 };
}
