/** The two directions in which rows differ most: where a layout begins, so that what is far apart stays so. */
import type { Random } from "../util/random";
import { type Matrix, rowCount } from "./distances";

/** Power iterations; a layout moves on from there, so that rough directions are enough. */
const ITERATIONS = 20;
/** The longest coordinate, as umap-js's own random beginning has it. */
const EXTENT = 10;
/** Noise that parts equal rows, far below any distance that matters. */
const NOISE = 1e-4;

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Mean of each column. */
function meansOf(matrix: Matrix): Float64Array {
  const { values, width } = matrix;
  const rows = rowCount(matrix);
  const means = new Float64Array(width);
  for (const [at, value] of values.entries()) {
    const column = at % width;
    means[column] = (means[column] ?? 0) + value / rows;
  }
  return means;
}

/** Each row less the means, along a direction. */
function project(matrix: Matrix, means: Float64Array, direction: Float64Array): Float64Array {
  const { values, width } = matrix;
  const places = new Float64Array(rowCount(matrix));
  for (const row of places.keys()) {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      sum += ((values[row * width + i] ?? 0) - (means[i] ?? 0)) * (direction[i] ?? 0);
    }
    places[row] = sum;
  }
  return places;
}

/** The rows, weighted by their places, summed: a power iteration of the covariance. */
function gather(matrix: Matrix, means: Float64Array, places: Float64Array): Float64Array {
  const { values, width } = matrix;
  const direction = new Float64Array(width);
  for (const [row, place] of places.entries()) {
    for (let i = 0; i < width; i++) {
      const value = (values[row * width + i] ?? 0) - (means[i] ?? 0);
      direction[i] = (direction[i] ?? 0) + place * value;
    }
  }
  return direction;
}

/** Takes the part along a unit vector away. */
function orthogonal(vector: Float64Array, unit: Float64Array | undefined): Float64Array {
  if (unit === undefined) return vector;
  const along = vector.reduce((sum, value, i) => sum + value * (unit[i] ?? 0), 0);
  return vector.map((value, i) => value - along * (unit[i] ?? 0));
}

/** The places of the rows along their two principal directions, [rows, 2], scaled to -10..10. */
export function principalPlane(matrix: Matrix, random: Random): Matrix {
  const { width } = matrix;
  const means = meansOf(matrix);
  const plane = new Float32Array(rowCount(matrix) * 2);
  let first: Float64Array | undefined;
  for (const axis of [0, 1]) {
    let direction: Float64Array = Float64Array.from({ length: width }, () => random.normal());
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      direction = normalised(orthogonal(direction, first));
      direction = gather(matrix, means, project(matrix, means, direction));
    }
    direction = normalised(orthogonal(direction, first));
    first ??= direction;
    const places = project(matrix, means, direction);
    const longest = places.reduce((most, place) => Math.max(most, Math.abs(place)), 0);
    for (const [row, place] of places.entries()) {
      const scaled = longest === 0 ? 0 : (place * EXTENT) / longest;
      plane[2 * row + axis] = scaled + NOISE * random.normal();
    }
  }
  return { values: plane, width: 2 };
}
