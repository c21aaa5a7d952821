/** Hair that is drawn one by one: single hairs on any coat, and the silk of long coats. */
import type { Random } from "../../util/random";
import { lighter, type Colour } from "./colour";
import { ellipse, smooth, strokes, type Point } from "./geometry";
import { shifted, type Pet } from "./pose";
import type { Sketch } from "./sketch";

/** Draws the long hair that falls over the cheeks, and a bow on the top in every other picture. */
export function drawSilk(sketch: Sketch, pet: Pet, random: Random): void {
  const { base } = pet.coat;
  for (const side of [-1, 1]) {
    for (let i = 0; i < 9; i++) {
      const lock: Point[] = [
        shifted(pet, [side * (0.5 + i * 0.035), 0.02 + i * 0.01], 0.2),
        [side * (0.62 + i * 0.05), 0.55],
        [side * (0.5 + i * 0.07 + random.normal() * 0.03), 1.35 - i * 0.06],
      ];
      sketch.limb(strokes(lock), lighter(base, random.between(-13, 9)), 0.085);
    }
  }
  if (random.uniform() < 0.5) return;
  const [x, y] = shifted(pet, [0, -0.72], 0.2);
  const ribbon: Colour = [random.between(0, 360), 70, 55];
  for (const side of [-0.3, 0.3]) {
    const loop: Point[] = [
      [x, y],
      [x + side, y - 0.17],
      [x + side, y + 0.17],
    ];
    sketch.body(smooth(loop), { fill: ribbon, stroke: lighter(ribbon, -22), width: 0.03 });
  }
  sketch.body(smooth(ellipse(x, y, 0.09)), { fill: lighter(ribbon, 12) });
}

/** Draws single hairs inside the outline, pointing away from its middle: more on longer coats. */
export function hairs(
  sketch: Sketch,
  { breed, coat }: Pet,
  outline: readonly Point[],
  random: Random,
): void {
  const light: Point[][] = [];
  const dark: Point[][] = [];
  const long = 0.09 + breed.fur * 0.6;
  const count = coat.marking === "ticked" ? 70 : 34 + Math.round(breed.fur * 120);
  for (let i = 0; i < count; i++) {
    const [ex, ey] = random.pick(outline);
    const part = random.between(0.45, 0.97);
    const [x, y] = [ex * part + random.normal() * 0.14, ey * part + random.normal() * 0.1];
    const away = Math.hypot(x, y) || 1;
    const tip: Point = [x + (x / away) * long, y + (y / away) * long * 0.6 + long * 0.5];
    (random.uniform() < 0.5 ? light : dark).push([[x, y], tip]);
  }
  sketch.shape(strokes(...light), { stroke: lighter(coat.base, 12), width: 0.022, opacity: 0.55 });
  sketch.shape(strokes(...dark), { stroke: lighter(coat.base, -14), width: 0.022, opacity: 0.5 });
}
