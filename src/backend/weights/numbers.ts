/** Turns numbers as files store them (little endian) into float32. */

/** Floating-point types of files, under one name each. */
export type FloatType = "float16" | "bfloat16" | "float32" | "float64";

export const FLOAT_BYTES: Readonly<Record<FloatType, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};

/** One IEEE 754 half-precision number from its 16 bits. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal, or zero
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The numbers in the bytes; a last one that is cut off is left out. */
export function toFloat32(bytes: Uint8Array, type: FloatType): Float32Array {
  const count = Math.floor(bytes.byteLength / FLOAT_BYTES[type]);
  const values = new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case "float32":
      new Uint8Array(values.buffer).set(bytes.subarray(0, 4 * count));
      return values;
    case "float16":
      for (let at = 0; at < count; at++) values[at] = halfToFloat(view.getUint16(2 * at, true));
      return values;
    case "bfloat16": {
      // the upper half of a float32
      const bits = new Uint32Array(values.buffer);
      for (let at = 0; at < count; at++) bits[at] = view.getUint16(2 * at, true) << 16;
      return values;
    }
    case "float64":
      for (let at = 0; at < count; at++) values[at] = view.getFloat64(8 * at, true);
      return values;
  }
}

/** Whether no number is infinite or none at all. */
export function areFinite(data: Float32Array): boolean {
  let zero = 0; // stays so as long as each number minus itself is 0
  for (const value of data) zero += value - value;
  return zero === 0;
}
