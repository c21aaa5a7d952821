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
  const noise = random.between(0.5, 9);
  const curves = gains.map((gain) =>
    Float32Array.from({ length: 256 }, (_, value) => value * gain),
  );
  const deviates = normals();
  const mask = deviates.length - 1;
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    const start = random.bits();
    for (let i = 0; i < row; i++) {
      const at = y * row + i;
      const value = curves[i % channels]?.[data[at] ?? 0] ?? 0;
      const noisy = value + noise * (deviates[(start + i) & mask] ?? 0);
      data[at] = noisy < 0 ? 0 : noisy > 255 ? 255 : Math.round(noisy);
    }
  }
}
