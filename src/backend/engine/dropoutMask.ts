/** Dropout masks: random numbers have one source, outside the runtimes. */
import { Random } from "../util/random";

/** Where a mask is used. */
export interface MaskSite {
  /** Its name: "mask0" is that of a network's first dropout. */
  readonly input: string;
  readonly features: number;
  readonly rate: number;
}

/** [count, features] of 0 and 1 / (1 - rate), a function of seed, step and layer alone. */
export function dropoutMask(
  mask: MaskSite,
  values: { readonly seed: number; readonly step: number; readonly count: number },
): Float32Array {
  const random = Random.of(values.seed, "dropout", mask.input, values.step);
  const keep = 1 / (1 - mask.rate);
  const result = new Float32Array(values.count * mask.features);
  for (let i = 0; i < result.length; i++) result[i] = random.uniform() < mask.rate ? 0 : keep;
  return result;
}
