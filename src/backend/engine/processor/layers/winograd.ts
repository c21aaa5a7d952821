/**
 * Convolutions of 3 x 3 by Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray, 2016): y =
 * Aᵀ((G g Gᵀ) (Bᵀ x B))A a tile of 4 x 4 pixels, with a quarter of the multiplications. Kernels transform
 * pictures, products of matrices the weights; gradients are the transposed of each step.
 */
import { elementCount } from "../../../nn/parameters";
import { onlyInput, pictureShape } from "../../../nn/trace";
import { type Lowered, type Lowering, matrices, type Source } from "../lowering";
import type { Memory } from "../memory";
import type { Convolution } from "./convolution";

/** Of a tile with its border, 6 x 6. */
const COEFFICIENTS = 36;
const TILE = 4;

/** G, which makes six coefficients of three taps. */
const G = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
] as const;

/** G in both directions at once: [36, 9], from taps to coefficients. */
const FROM_TAPS = Float32Array.from(
  G.flatMap((row) => G.flatMap((column) => row.flatMap((a) => column.map((b) => a * b)))),
);

/** Numbers that the kernels work with, and addresses. */
const WORK_NUMBERS = 180;

/** Whether tiles pay: with one tile a picture, the 36 coefficients of the weights cost more than they save. */
export function isForWinograd({ operation, node }: Convolution): boolean {
  const { kernel, stride, padding, groups } = operation;
  const [channels] = pictureShape(onlyInput(node));
  const [, height, width] = pictureShape(node);
  if (kernel !== 3 || stride !== 1 || padding !== 1 || groups !== 1) return false;
  return channels % 4 === 0 && Math.max(height, width) > TILE;
}

/** Convolves without the bias. */
export function winograd(
  { program, products, weight, gradient: gradientOf }: Lowering,
  { operation, node }: Convolution,
  x: Source,
): Lowered {
  const { out } = operation;
  const [channels, height, width] = pictureShape(x.node);
  const name = `${operation.name}.weight`;
  const tiles = Math.ceil(height / TILE) * Math.ceil(width / TILE);
  // An odd number of rows keeps the planes of coefficients apart in the processor's caches.
  const rowsOf = (batch: number) => (batch * tiles) | 1;
  const planes = (depth: number) =>
    program.area((batch) => 4 * COEFFICIENTS * rowsOf(batch) * depth);
  const coefficients = (memory: Memory, area: ReturnType<typeof planes>, depth: number) =>
    matrices(memory.floats(area), COEFFICIENTS, rowsOf(memory.batch), depth);
  const stepOf = (batch: number, depth: number) => 4 * rowsOf(batch) * depth;
  /** Where there is a row more than tiles, it counts nothing. */
  const clearLast = (memory: Memory, area: ReturnType<typeof planes>, depth: number) => {
    const rows = rowsOf(memory.batch);
    const data = memory.floats(area);
    for (let plane = 1; plane <= COEFFICIENTS; plane++) {
      const end = plane * rows * depth;
      data.fill(0, end - (rows - memory.batch * tiles) * depth, end);
    }
  };
  const kernels = matrices(weight(name), 1, out * channels, 9);
  const fromTaps = matrices(FROM_TAPS, 1, COEFFICIENTS, 9);
  const weights = program.floats(0, COEFFICIENTS * out * channels);
  const [ofX, ofY] = [planes(channels), planes(out)];
  const output = program.floats(elementCount(node.shape));
  const work = program.floats(0, WORK_NUMBERS);
  const outside = program.floats(0, Math.max(channels, out));

  program.call([weights], async (memory) => {
    const result = matrices(memory.floats(weights), 1, COEFFICIENTS, out * channels);
    await products.multiply("timesTransposed", fromTaps, kernels, result);
  });
  program.call([x.area, ofX, outside, work], (memory) => {
    const { batch } = memory;
    clearLast(memory, ofX, channels);
    memory.kernels.winogradInput(
      ...([memory.at(x.area), batch, height, width, channels, memory.at(ofX)] as const),
      ...([stepOf(batch, channels), memory.at(outside), memory.at(work)] as const),
    );
  });
  program.call([ofX, weights, ofY], async (memory) => {
    const factors = matrices(memory.floats(weights), COEFFICIENTS, out, channels);
    const result = coefficients(memory, ofY, out);
    await products.multiply(
      "timesTransposed",
      coefficients(memory, ofX, channels),
      factors,
      result,
    );
  });
  program.call([ofY, output, outside, work], (memory) => {
    const { batch } = memory;
    memory.kernels.winogradOutput(
      ...([memory.at(ofY), stepOf(batch, out), batch, height, width, out] as const),
      ...([memory.at(output), memory.at(outside), memory.at(work)] as const),
    );
  });

  return {
    output,
    backward: (gradient, [ofSource]) => {
      const learned = gradientOf(name);
      const ofYGradient = planes(out);
      program.call([gradient, ofYGradient, outside, work], (memory) => {
        const { batch } = memory;
        clearLast(memory, ofYGradient, out);
        memory.kernels.winogradOutputGradient(
          ...([memory.at(gradient), batch, height, width, out, memory.at(ofYGradient)] as const),
          ...([stepOf(batch, out), memory.at(outside), memory.at(work)] as const),
        );
      });
      if (learned !== undefined) {
        const ofWeights = program.floats(0, COEFFICIENTS * out * channels);
        program.call([ofYGradient, ofX, ofWeights], async (memory) => {
          const given = coefficients(memory, ofYGradient, out);
          const factors = coefficients(memory, ofX, channels);
          const data = memory.floats(ofWeights);
          const result = matrices(data, COEFFICIENTS, out, channels);
          await products.multiply("transposedTimes", given, factors, result);
          const all = matrices(data, 1, COEFFICIENTS, out * channels);
          const taps = matrices(learned, 1, out * channels, 9);
          await products.multiply("transposedTimes", all, fromTaps, taps);
        });
      }
      if (ofSource === undefined) return;
      const ofXGradient = planes(channels);
      program.call([ofYGradient, weights, ofXGradient], async (memory) => {
        const factors = matrices(memory.floats(weights), COEFFICIENTS, out, channels);
        const given = coefficients(memory, ofYGradient, out);
        const result = coefficients(memory, ofXGradient, channels);
        await products.multiply("product", given, factors, result);
      });
      const target = ofSource.adding();
      program.call([ofXGradient, target, outside, work], (memory) => {
        const { batch } = memory;
        memory.kernels.winogradInputGradient(
          ...([memory.at(ofXGradient), stepOf(batch, channels), batch, height, width] as const),
          ...([channels, memory.at(target), memory.at(outside), memory.at(work)] as const),
        );
      });
    },
  };
}
