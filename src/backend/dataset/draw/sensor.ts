/** What a camera does to a scene: exposure, white balance and noise. */
import { Random } from "../../util/random";
import type { Pixels } from "./render";

const TABLE_BITS = 15;

/** Normal deviates, drawn once: Box-Muller a pixel would cost more than all the rest. */
let table: Float32Array | undefined;
function normals(): Float32Array {
  table ??= (() => {
    const random = Random.of(0, "sensor noise");
    return new Float32Array(1 << TABLE_BITS).map(() => random.normal());
  })();
  return table;
}

/** Exposes the pixels in place: gains a channel, and noise of some grey levels. */
export function expose({ data, width, height, channels }: Pixels, random: Random): void {
  const exposure = random.between(0.72, 1.18);
  const gains = [0, 1, 2].map(() => exposure * random.between(0.88, 1.12));
  const noise = random.between(0.5, 8);
  const deviates = normals();
  const mask = deviates.length - 1;
  const row = width * channels;
  // Clamped: rounds, and keeps 0..255.
  const values = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let y = 0; y < height; y++) {
    const start = random.bits() & mask;
    for (let channel = 0; channel < channels; channel++) {
      const gain = gains[channel] ?? exposure;
      for (let i = channel; i < row; i += channels) {
        const deviate = deviates[(start + i) & mask] ?? 0;
        values[y * row + i] = (values[y * row + i] ?? 0) * gain + noise * deviate;
      }
    }
  }
}
