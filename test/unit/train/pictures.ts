// A data set that a linear classifier can learn: light above or light below, with noise, in folders by class.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { Random } from "../../../src/backend/util/random";

/** Writes `count` pictures of each class into folder/<class>/. */
export async function drawShades(
  folder: string,
  count: number,
  classes: readonly string[] = ["above", "below"],
): Promise<void> {
  for (const [label, name] of classes.entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let index = 0; index < count; index++) {
      const random = Random.of(1, name, index);
      const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => {
        const light = Math.floor((i * classes.length) / (8 * 8 * 3)) === label ? 60 : 0;
        return light + random.integer(190);
      });
      const image = sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } });
      const png = await image.resize(40, 36, { kernel: "nearest" }).png().toBuffer();
      writeFileSync(join(folder, name, `${name}_${index}.png`), png);
    }
  }
}
