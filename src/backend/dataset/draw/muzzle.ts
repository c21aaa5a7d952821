/** Nose, mouth and muzzle: flat with whiskers for cats, long with a large nose for dogs. */
import type { Random } from "../../util/random";
import { contour, lighter, type Colour } from "./colour";
import { curve, ellipse, furry, smooth, type Point } from "./geometry";
import { shifted, type Pet } from "./pose";
import type { Sketch } from "./sketch";

const INK: Colour = [20, 20, 10];
const TONGUE: Colour = [352, 70, 68];
const WHITE: Colour = [0, 0, 100];

/** What the muzzle's hair is coloured like. */
function muzzleColour({ coat }: Pet): Colour {
  if (coat.marking === "mask") return lighter(coat.dark, 3);
  if (coat.marking === "points") return lighter(coat.dark, 5);
  if (coat.marking === "plain") return lighter(coat.light, coat.light[2] > 84 ? 3 : 6);
  return coat.light;
}

function tongue(sketch: Sketch, [x, y]: Point, half: number, length: number): void {
  const outline: Point[] = [
    [x - half, y],
    [x + half, y],
    [x + half * 1.05, y + length * 0.7],
    [x, y + length],
    [x - half * 1.05, y + length * 0.7],
  ];
  sketch.body(smooth(outline), { fill: TONGUE, stroke: lighter(TONGUE, -25), width: 0.03 });
  const groove = curve([x, y + length * 0.1], [x, y + length * 0.4], [x, y + length * 0.7]);
  sketch.shape(groove, { stroke: lighter(TONGUE, -14), width: 0.03 });
}

function whiskers(sketch: Sketch, pet: Pet, [x, y]: Point, half: number, random: Random): void {
  const stroke: Colour = pet.coat.base[2] > 68 ? [30, 10, 40] : WHITE;
  for (const side of [-1, 1]) {
    for (let row = -1; row <= 1; row++) {
      const from: Point = [x + side * half * 0.65, y + row * 0.09];
      const to: Point = [x + side * (half + random.between(0.75, 1)), y + row * 0.24 + 0.02];
      const bend: Point = [x + side * (half + 0.25), y + row * 0.12 - 0.08];
      sketch.shape(curve(from, bend, to), { stroke, width: 0.022, opacity: 0.85 });
    }
  }
}

function catMuzzle(sketch: Sketch, pet: Pet, random: Random): Point[] {
  const { width, height, lift = 0 } = pet.breed.muzzle;
  const [x, y] = shifted(pet, [0, 0.44 - lift], 0.34);
  const hair = muzzleColour(pet);
  const pad = (side: number): Point[] => ellipse(x + side * width * 0.46, y, width * 0.62, height);
  sketch.shape(smooth(ellipse(x, y + height * 0.75, width * 0.45, height * 0.6)), { fill: hair });
  if (pet.tongueOut) tongue(sketch, [x, y + height * 0.5], 0.1, 0.3);
  for (const side of [-1, 1]) sketch.shape(smooth(pad(side)), { fill: hair });
  const line = contour(hair);
  for (const side of [-1, 1]) {
    const corner: Point = [x + side * width * 0.75, y + height * 0.62];
    const mouth = curve([x, y + height * 0.3], [x + side * width * 0.25, y + height * 1.3], corner);
    sketch.shape(mouth, { stroke: line, width: 0.05 });
  }
  const top = y - height * 0.75;
  const nose: Point[] = [
    [x - 0.15, top],
    [x, top - 0.04],
    [x + 0.15, top],
    [x + 0.06, top + 0.14],
    [x, top + 0.18],
    [x - 0.06, top + 0.14],
  ];
  const fill: Colour = pet.coat.base[2] < 24 ? [345, 10, 28] : [350, 45, 66];
  sketch.shape(curve([x, top + 0.1], [x, y], [x, y + height * 0.3]), { stroke: line, width: 0.05 });
  sketch.shape(smooth(nose), { fill, stroke: lighter(fill, -20), width: 0.03 });
  whiskers(sketch, pet, [x, y], width, random);
  return [];
}

function dogMuzzle(sketch: Sketch, pet: Pet, random: Random): Point[] {
  const { fur, muzzle, head } = pet.breed;
  const { width, height } = muzzle;
  const [x, y] = shifted(pet, [0, head.height * 0.52], 0.5);
  const hair = muzzleColour(pet);
  const outline: Point[] = [
    [x, y - height],
    [x + width * 0.62, y - height * 0.72],
    [x + width * 0.96, y + height * 0.1],
    [x + width * 0.86, y + height * 0.72],
    [x, y + height],
    [x - width * 0.86, y + height * 0.72],
    [x - width * 0.96, y + height * 0.1],
    [x - width * 0.62, y - height * 0.72],
  ];
  const nose: Point = [x + pet.pose.yaw * 0.06, y - height * 0.42];
  const mouth = y + height * 0.45;
  if (pet.tongueOut) {
    sketch.body(smooth(ellipse(x, mouth + 0.14, width * 0.55, height * 0.55)), {
      fill: [350, 45, 22],
    });
  }
  const fill = sketch.glow(
    { offset: 0, colour: lighter(hair, 5) },
    { offset: 0.6, colour: hair },
    { offset: 1, colour: lighter(hair, -9) },
  );
  if (pet.breed.beard) {
    const beard = ellipse(x, y + height * 0.75, width * 1.05, height * 0.85);
    sketch.body(furry(beard, 0.16, random), { fill: lighter(hair, -3), stroke: contour(hair) });
  }
  const rough = fur > 0.07 && height > 0.37 ? fur : 0;
  sketch.body(furry(outline, rough, random), { fill, stroke: contour(hair), width: 0.03 });
  if (pet.tongueOut)
    tongue(sketch, [x + random.normal() * 0.05, mouth], 0.17, random.between(0.4, 0.65));
  const line: Colour = hair[2] < 30 ? [20, 8, 45] : INK;
  const smile = pet.tongueOut ? 0.62 : random.between(0.3, 0.55);
  for (const side of [-1, 1]) {
    const corner: Point = [x + side * width * 0.8, mouth - height * (smile - 0.45)];
    const lip = curve(
      [x, mouth - height * 0.1],
      [x + side * width * 0.35, mouth + height * 0.4],
      corner,
    );
    sketch.shape(lip, { stroke: line, width: 0.055 });
  }
  sketch.shape(curve(nose, [x, y], [x, mouth - height * 0.1]), { stroke: line, width: 0.05 });
  const broad = 0.2 + width * 0.16;
  const shine = ellipse(nose[0] - broad * 0.25, nose[1] - broad * 0.35, broad * 0.3, broad * 0.16);
  sketch.shape(
    smooth([
      [nose[0] - broad, nose[1] - broad * 0.3],
      [nose[0], nose[1] - broad * 0.72],
      [nose[0] + broad, nose[1] - broad * 0.3],
      [nose[0] + broad * 0.55, nose[1] + broad * 0.55],
      [nose[0], nose[1] + broad * 0.72],
      [nose[0] - broad * 0.55, nose[1] + broad * 0.55],
    ]),
    { fill: INK, stroke: [20, 8, hair[2] < 30 ? 34 : 6], width: 0.03 },
  );
  sketch.shape(smooth(shine), { fill: WHITE, opacity: 0.6 });
  return outline;
}

/** Draws nose and mouth; gives points of its border where it can stand out of the head. */
export const drawMuzzle = (sketch: Sketch, pet: Pet, random: Random): Point[] =>
  (pet.breed.species === "cat" ? catMuzzle : dogMuzzle)(sketch, pet, random);
