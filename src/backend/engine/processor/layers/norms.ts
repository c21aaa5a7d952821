/** Batch normalisation with what follows it. */
import { elementCount } from "../../../nn/parameters";
import { type GraphNode, pictureShape } from "../../../nn/trace";
import { ChannelNorm } from "../channelNorm";
import type { Lowered, Lowering, Source } from "../lowering";
import type { Unit } from "../units";

type NormUnit = Extract<Unit, { readonly kind: "norm" }>;
type PooledUnit = Extract<Unit, { readonly kind: "pooledNorm" }>;

const BOUNDS = {
  none: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
} as const;

function channelNorm(lowering: Lowering, { norm, z }: NormUnit | PooledUnit): ChannelNorm {
  const [channels] = pictureShape(z);
  if (z.operation.kind !== "conv2d") throw new TypeError("only convolutions are normalised");
  const { name: convolution, bias: hasBias } = z.operation;
  return new ChannelNorm(lowering, channels, { norm: norm.name, convolution, hasBias });
}

function sizeOf(node: GraphNode): { readonly pixels: number; readonly numbers: number } {
  const [, height, width] = pictureShape(node);
  return { pixels: height * width, numbers: elementCount(node.shape) };
}

/** Normalises z, adds the shortcut if there is one, and clips. */
export function norm(
  lowering: Lowering,
  unit: NormUnit,
  sources: { readonly z: Source; readonly shortcut: Source | undefined },
): Lowered {
  const { program, current, sum } = lowering;
  const { z } = sources;
  const shortcut = sources.shortcut?.area;
  const channels = channelNorm(lowering, unit);
  const count = channels.channels;
  const { pixels, numbers } = sizeOf(unit.node);
  const [lower, upper] = BOUNDS[unit.clip ?? "none"];
  const [sums, factors] = [program.doubles(2 * count), program.floats(0, 3 * count)];
  const output = program.floats(numbers);
  const read = shortcut === undefined ? [z.area] : [z.area, shortcut];
  program.call([...read, sums, factors, output], async (memory) => {
    const { kernels, batch } = memory;
    const [from, rows] = [memory.at(z.area), batch * pixels];
    if (channels.needsSums) {
      kernels.channelSums(from, rows, count, memory.at(sums));
      await sum(memory.doubles(sums));
    }
    channels.forward(memory.doubles(sums), current().pictures * pixels, memory.floats(factors));
    const [scales, shifts] = [memory.at(factors), memory.at(factors) + 4 * count];
    const added = shortcut === undefined ? 0 : memory.at(shortcut);
    const into = memory.at(output);
    kernels.normForward(from, rows, count, scales, shifts, added, lower, upper, into);
  });
  return {
    output,
    backward: (gradient, [ofZ, ofShortcut]) => {
      program.call([gradient, output, z.area, sums, factors], async (memory) => {
        const { kernels, batch } = memory;
        const rows = batch * pixels;
        const [given, passed] = [memory.at(gradient), memory.at(output)];
        const [from, into] = [memory.at(z.area), memory.at(sums)];
        kernels.normSums(given, passed, from, rows, count, lower, upper, into);
        await sum(memory.doubles(sums));
        const size = current().pictures * pixels;
        channels.backward(memory.doubles(sums), size, memory.floats(factors));
        if (ofZ === undefined) return;
        const scales = memory.at(factors);
        const [slopes, shifts] = [scales + 4 * count, scales + 8 * count];
        kernels.normBackward(given, rows, count, scales, slopes, shifts, from);
      });
      ofZ?.take(z.area);
      ofShortcut?.take(gradient);
    },
  };
}

/**
 * Normalises z, ReLU, and 2 x 2 max pooling. Normalisation and ReLU keep the order of numbers (or turn it,
 * where the scale is negative), so pooling comes first, and they work on a quarter of the numbers.
 */
export function pooledNorm(lowering: Lowering, unit: PooledUnit, z: Source): Lowered {
  const { program, current, sum } = lowering;
  const channels = channelNorm(lowering, unit);
  const count = channels.channels;
  const [, height, width] = pictureShape(z.node);
  const { pixels, numbers } = sizeOf(unit.node);
  const [sums, factors] = [program.doubles(2 * count), program.floats(0, 3 * count)];
  const [pooled, output] = [program.floats(numbers), program.floats(numbers)];
  const places = program.area((batch) => batch * numbers);
  const work = program.floats(0, 2 * count);
  program.call([z.area, sums, factors, pooled, places, output, work], async (memory) => {
    const { kernels, batch } = memory;
    const [from, signs, into] = [memory.at(z.area), memory.at(factors), memory.at(pooled)];
    channels.signs(memory.floats(factors));
    kernels.poolForward(
      ...([from, batch, height, width, count, signs, into] as const),
      ...([memory.at(places), memory.at(sums), memory.at(work)] as const),
    );
    if (channels.needsSums) await sum(memory.doubles(sums));
    const size = current().pictures * height * width;
    channels.forward(memory.doubles(sums), size, memory.floats(factors));
    const [scales, shifts] = [memory.at(factors), memory.at(factors) + 4 * count];
    const rows = batch * pixels;
    kernels.normForward(into, rows, count, scales, shifts, 0, 0, Infinity, memory.at(output));
  });
  return {
    output,
    backward: (gradient, [ofZ]) => {
      program.call([gradient, output, pooled, places, z.area, sums, factors], async (memory) => {
        const { kernels, batch } = memory;
        const [given, passed] = [memory.at(gradient), memory.at(output)];
        const [from, into] = [memory.at(pooled), memory.at(sums)];
        kernels.normSums(given, passed, from, batch * pixels, count, 0, Infinity, into);
        await sum(memory.doubles(sums));
        const size = current().pictures * height * width;
        channels.backward(memory.doubles(sums), size, memory.floats(factors));
        if (ofZ === undefined) return;
        const scales = memory.at(factors);
        const [slopes, shifts] = [scales + 4 * count, scales + 8 * count];
        kernels.poolBackward(
          ...([given, memory.at(places), batch, height, width, count] as const),
          ...([scales, slopes, shifts, memory.at(z.area)] as const),
        );
      });
      ofZ?.take(z.area);
    },
  };
}
