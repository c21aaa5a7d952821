/** Averages what was said of pictures with what was said of their mirror images. */

/** The mean of two answers about the same pictures, logit by logit. */
export function averaged(one: Float32Array, other: Float32Array): Float32Array {
  return one.map((value, index) => (value + (other[index] ?? Number.NaN)) / 2);
}
