/**
 * Convolutions of 3 x 3 by Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray, 2016): y =
 * Aᵀ((G g Gᵀ) (Bᵀ x B))A a tile of 4 x 4 pixels, with a quarter of the multiplications. Kernels transform
 * pictures, products of matrices the weights; gradients are the transposed of each step.
 */
import { elementCount } from "../../../nn/parameters";
import { onlyInput, pictureShape } from "../../../nn/trace";
import { type Lowered, type Lowering, matrices, type Source } from "../lowering";
import type { Area, Memory } from "../memory";
import type { Convolution } from "./convolution";

/** Of a tile with its border, 6 x 6. */
const COEFFICIENTS = 36;
const TILE = 4;

/** Numbers that the kernels work with, and addresses. */
const WORK_NUMBERS = 2412;

/** Whether tiles pay: with one tile a picture, the 36 coefficients of the weights cost more than they save. */
export function isForWinograd({ operation, node }: Convolution): boolean {
  const { kernel, stride, padding, groups } = operation;
  const [channels] = pictureShape(onlyInput(node));
  const [, height, width] = pictureShape(node);
  if (kernel !== 3 || stride !== 1 || padding !== 1 || groups !== 1) return false;
  return channels % 4 === 0 && Math.max(height, width) >= TILE;
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
  const coefficients = (memory: Memory, area: Area, depth: number) =>
    matrices(memory.floats(area), COEFFICIENTS, rowsOf(memory.batch), depth);
  const stepOf = (batch: number, depth: number) => 4 * rowsOf(batch) * depth;
  /** Where there is a row more than tiles, it counts nothing. */
  const clearLast = (memory: Memory, area: Area, depth: number) => {
    const rows = rowsOf(memory.batch);
    const data = memory.floats(area);
    for (let plane = 1; plane <= COEFFICIENTS; plane++) {
      const end = plane * rows * depth;
      data.fill(0, end - (rows - memory.batch * tiles) * depth, end);
    }
  };
  const count = out * channels;
  /** Makes the weights' coefficients: twice a step, for they take four times the memory of the weights. */
  const transformed = (): Area => {
    const [taps, area] = [program.floats(0, 9 * count), program.floats(0, COEFFICIENTS * count)];
    program.call([taps, area, work], (memory) => {
      memory.floats(taps).set(weight(name));
      const [from, to] = [memory.at(taps), memory.at(area)];
      memory.kernels.winogradWeights(from, count, to, memory.at(work));
    });
    return area;
  };
  const [ofX, ofY] = [planes(channels), planes(out)];
  const output = program.floats(elementCount(node.shape));
  const work = program.floats(0, WORK_NUMBERS);
  const outside = program.floats(0, Math.max(channels, out));

  const weights = transformed();
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
        const ofWeights = program.floats(0, COEFFICIENTS * count);
        program.call([ofYGradient, ofX, ofWeights], async (memory) => {
          const given = coefficients(memory, ofYGradient, out);
          const factors = coefficients(memory, ofX, channels);
          const data = memory.floats(ofWeights);
          const result = matrices(data, COEFFICIENTS, out, channels);
          await products.multiply("transposedTimes", given, factors, result);
        });
        const taps = program.floats(0, 9 * count);
        program.call([ofWeights, taps, work], (memory) => {
          const [from, to] = [memory.at(ofWeights), memory.at(taps)];
          memory.kernels.winogradWeightsGradient(from, count, to, memory.at(work));
          learned.set(memory.floats(taps).subarray(0, 9 * count));
        });
      }
      if (ofSource === undefined) return;
      const ofXGradient = planes(channels);
      const again = transformed();
      program.call([ofYGradient, again, ofXGradient], async (memory) => {
        const factors = matrices(memory.floats(again), COEFFICIENTS, out, channels);
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
