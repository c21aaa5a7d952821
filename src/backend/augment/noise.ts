/** Adds noise to pictures: normally distributed, or salt and pepper. */
import type { Pixels } from "../dataset/pixels";
import { withKernels } from "../util/pixels/kernels";
import type { Random } from "../util/random";
import { normalQuantile } from "./normal";

/**
 * Equally likely values that stand for a distribution: a look-up costs a tenth of a logarithm, root
 * and cosine, and is one of 16 bits.
 */
const QUANTILES = 65536;

/** Where quantile `index` lies in 0..1. */
function position(index: number): number {
  return (index + 0.5) / QUANTILES;
}

/** Tables by their parameter: usually there is but one of each kind. */
const noiseTables = new Map<number, Int16Array>();
const gapTables = new Map<number, Uint32Array>();

function tableOf<Table>(tables: Map<number, Table>, key: number, make: () => Table): Table {
  const table = tables.get(key) ?? make();
  tables.set(key, table);
  return table;
}

/** Noise of that variance (of pictures of 0..1) in steps of 255; made to have just that variance. */
function noiseTable(variance: number): Int16Array {
  const quantiles = Float64Array.from({ length: QUANTILES }, (_, i) => normalQuantile(position(i)));
  const squares = quantiles.reduce((sum, quantile) => sum + quantile * quantile, 0);
  const scale = 255 * Math.sqrt((variance * QUANTILES) / squares);
  // Pixels are whole, so rounding the noise is rounding the sum.
  return Int16Array.from(quantiles, (quantile) => Math.round(quantile * scale));
}

/** How many values lie between two that are hit, when each is with that probability. */
function gapTable(probability: number): Uint32Array {
  const scale = 1 / Math.log1p(-probability); // -0 when all are hit, -Infinity when none is
  return Uint32Array.from({ length: QUANTILES }, (_, i) =>
    Math.min(Math.floor(Math.log(position(i)) * scale), 0xffffffff),
  );
}

/** Adds normal noise to every channel value, of that variance where pictures are 0..1; clipped. */
export function gaussianNoise(pixels: Pixels, variance: number, random: Random): Pixels {
  const steps = tableOf(noiseTables, variance, () => noiseTable(variance));
  const { data, width, height } = pixels;
  const key = random.bits();
  return withKernels((kernels, arena) => {
    const at = arena.put(data);
    kernels.addNoise(at, data.length, key, arena.put(steps));
    return { data: arena.read(at, data.length), width, height };
  });
}

/**
 * Sets that share of all channel values (not of pixels: scikit-image's way) to 0 or 255, evenly.
 * Whether each value is hit need not be drawn: the gaps between hits are geometric.
 */
export function saltAndPepper(pixels: Pixels, amount: number, random: Random): Pixels {
  const gaps = tableOf(gapTables, amount, () => gapTable(amount));
  const { data, width, height } = pixels;
  const key = random.bits();
  return withKernels((kernels, arena) => {
    const at = arena.put(data);
    kernels.pepper(at, data.length, key, arena.put(gaps));
    return { data: arena.read(at, data.length), width, height };
  });
}
