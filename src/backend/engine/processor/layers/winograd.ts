/**
 * Convolutions of 3 x 3 by Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray, 2016): y =
 * Aᵀ((G g Gᵀ) (Bᵀ x B))A a tile of 4 x 4 pixels, with a quarter of the multiplications. Kernels transform
 * pictures and weights to 36 coefficients, on which products of matrices work plane by plane; gradients
 * are the transposed of each step.
 *
 * Output channels are done block by block, so that the weights' coefficients, four times the weights, need
 * little memory and stay in the processor's caches.
 */
import { elementCount } from "../../../nn/parameters";
import { onlyInput, pictureShape } from "../../../nn/trace";
import { type Lowered, type Lowering, matrices, type Source } from "../lowering";
import type { Area, Memory } from "../memory";
import type { Matrices } from "../products";
import type { Program } from "../program";
import type { Convolution } from "./convolution";

/** Of a tile with its border, 6 x 6. */
const COEFFICIENTS = 36;
const TILE = 4;

/** Numbers that the kernels work with, and addresses. */
const WORK_NUMBERS = 4716;

/** The most coefficients of a block's weights, 2.4 MiB of them. */
const BLOCK_NUMBERS = 0.6 * 1024 ** 2;

/** Whether the kernels take it; with less than a tile a picture, it would not pay. */
export function isForWinograd({ operation, node }: Convolution): boolean {
  const { kernel, stride, padding, groups } = operation;
  const [channels] = pictureShape(onlyInput(node));
  const [, height, width] = pictureShape(node);
  if (kernel !== 3 || stride !== 1 || padding !== 1 || groups !== 1) return false;
  return channels % 4 === 0 && Math.max(height, width) >= TILE;
}

/** Output channels that are done together; all blocks have as many. */
interface Block {
  readonly first: number;
}

/** Cuts output channels into equal blocks of a multiple of 4. */
function blocksOf(out: number, channels: number): Block[] {
  let size = out;
  while (size % 8 === 0 && COEFFICIENTS * size * channels > BLOCK_NUMBERS) size /= 2;
  return Array.from({ length: out / size }, (_, index) => ({ first: index * size }));
}

/** Coefficients of pictures [36, rows, channels], a row a tile. */
class Planes {
  readonly area: Area;

  constructor(
    program: Program,
    private readonly tiles: number,
    private readonly channels: number,
  ) {
    this.area = program.area((batch) => COEFFICIENTS * this.step(batch));
  }

  /** Bytes from plane to plane. */
  step(batch: number): number {
    return 4 * this.rows(batch) * this.channels;
  }

  in(memory: Memory): Matrices {
    const dims = [COEFFICIENTS, this.rows(memory.batch), this.channels] as const;
    return matrices(memory.floats(this.area), ...dims);
  }

  /** Where there is a row more than tiles, it shall count nothing. */
  clearLast(memory: Memory): void {
    const rows = this.rows(memory.batch);
    const data = memory.floats(this.area);
    for (let plane = 1; plane <= COEFFICIENTS; plane++) {
      const end = plane * rows * this.channels;
      data.fill(0, end - (rows - memory.batch * this.tiles) * this.channels, end);
    }
  }

  /** An odd number keeps the planes apart in the processor's caches. */
  private rows(batch: number): number {
    return (batch * this.tiles) | 1;
  }
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
  const blocks = blocksOf(out, channels);
  const size = out / blocks.length;
  const count = size * channels;
  const sides = [height, width] as const;
  const output = program.floats(elementCount(node.shape));
  const work = program.floats(0, WORK_NUMBERS);
  const outside = program.floats(0, Math.max(channels, size));
  const ofX = new Planes(program, tiles, channels);
  const inBlock = (memory: Memory, area: Area) =>
    matrices(memory.floats(area), COEFFICIENTS, size, channels);
  const ofArray = (data: Float32Array<ArrayBuffer>, { first }: Block) =>
    data.subarray(first * channels * 9, (first + size) * channels * 9);

  /** The coefficients of a block's weights. */
  const transformed = (block: Block): Area => {
    const [taps, area] = [program.floats(0, 9 * count), program.floats(0, COEFFICIENTS * count)];
    program.call([taps, area, work], (memory) => {
      memory.floats(taps).set(ofArray(weight(name), block));
      const [from, to] = [memory.at(taps), memory.at(area)];
      memory.kernels.winogradWeights(from, count, to, memory.at(work));
    });
    return area;
  };

  program.call([x.area, ofX.area, outside, work], (memory) => {
    const { batch } = memory;
    ofX.clearLast(memory);
    memory.kernels.winogradInput(
      ...([memory.at(x.area), batch, ...sides, channels, memory.at(ofX.area)] as const),
      ...([ofX.step(batch), memory.at(outside), memory.at(work)] as const),
    );
  });
  for (const block of blocks) {
    const weights = transformed(block);
    const ofY = new Planes(program, tiles, size);
    program.call([ofX.area, weights, ofY.area], async (memory) => {
      const factors = inBlock(memory, weights);
      await products.multiply("timesTransposed", ofX.in(memory), factors, ofY.in(memory));
    });
    program.call([ofY.area, output, outside, work], (memory) => {
      const { batch } = memory;
      const to = memory.at(output) + 4 * block.first;
      memory.kernels.winogradOutput(
        ...([memory.at(ofY.area), ofY.step(batch), batch, ...sides, size, out] as const),
        ...([to, memory.at(outside), memory.at(work)] as const),
      );
    });
  }

  /** The gradient of a block's weights, from that of its coefficients. */
  const learn = (learned: Float32Array<ArrayBuffer>, block: Block, ofY: Planes) => {
    const [ofWeights, taps] = [
      program.floats(0, COEFFICIENTS * count),
      program.floats(0, 9 * count),
    ];
    program.call([ofY.area, ofX.area, ofWeights, taps, work], async (memory) => {
      const result = inBlock(memory, ofWeights);
      await products.multiply("transposedTimes", ofY.in(memory), ofX.in(memory), result);
      const [from, to] = [memory.at(ofWeights), memory.at(taps)];
      memory.kernels.winogradWeightsGradient(from, count, to, memory.at(work));
      ofArray(learned, block).set(memory.floats(taps).subarray(0, 9 * count));
    });
  };

  return {
    output,
    backward: (gradient, [ofSource]) => {
      const learned = gradientOf(name);
      const ofXGradient = new Planes(program, tiles, channels);
      for (const block of blocks) {
        const ofY = new Planes(program, tiles, size);
        program.call([gradient, ofY.area, outside, work], (memory) => {
          const { batch } = memory;
          ofY.clearLast(memory);
          const from = memory.at(gradient) + 4 * block.first;
          memory.kernels.winogradOutputGradient(
            ...([from, batch, ...sides, size, out, memory.at(ofY.area)] as const),
            ...([ofY.step(batch), memory.at(outside), memory.at(work)] as const),
          );
        });
        if (learned !== undefined) learn(learned, block, ofY);
        if (ofSource === undefined) continue;
        const weights = transformed(block);
        const isFirst = block.first === 0;
        const part = isFirst ? ofXGradient : new Planes(program, tiles, channels);
        program.call([ofY.area, weights, part.area, ofXGradient.area], async (memory) => {
          const factors = inBlock(memory, weights);
          await products.multiply("product", ofY.in(memory), factors, part.in(memory));
          if (isFirst) return;
          const [sum, added] = [memory.at(ofXGradient.area), memory.at(part.area)];
          memory.kernels.addTo(sum, added, (COEFFICIENTS * part.step(memory.batch)) / 4);
        });
      }
      if (ofSource === undefined) return;
      const target = ofSource.adding();
      program.call([ofXGradient.area, target, outside, work], (memory) => {
        const { batch } = memory;
        memory.kernels.winogradInputGradient(
          ...([memory.at(ofXGradient.area), ofXGradient.step(batch), batch, ...sides] as const),
          ...([channels, memory.at(target), memory.at(outside), memory.at(work)] as const),
        );
      });
    },
  };
}
