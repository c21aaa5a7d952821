/** Ears: the kinds that stand are drawn behind the head, those that hang in front of it. */
import type { Random } from "../../util/random";
import type { EarKind } from "./breeds";
import { contour, lighter, type Colour } from "./colour";
import { furry, place, smooth, strokes, type Placement, type Point } from "./geometry";
import type { Pet } from "./pose";
import type { Sketch } from "./sketch";

interface Ear {
  readonly hangs: boolean;
  /** Where it is attached, in units of the head, on the right side. */
  readonly root: Point;
  /** Relative to the root, for a size of 1. */
  readonly outline: readonly Point[];
  readonly lining?: readonly Point[];
}

const standing = (root: Point, width: number, tip: Point, round: number): Ear => {
  const [tx, ty] = tip;
  const cone = (grow: number): Point[] => [
    [-width * grow, 0.12],
    [-width * grow * 0.75 + tx * 0.4, ty * 0.55 * grow],
    [tx - round, ty * grow],
    [tx + round * 0.6, ty * grow + round * 0.3],
    [width * grow * 0.75 + tx * 0.5, ty * 0.5 * grow],
    [width * grow, 0.3],
  ];
  return { hangs: false, root, outline: cone(1), lining: cone(0.66) };
};

const hanging = (root: Point, width: number, length: number, out: number): Ear => ({
  hangs: true,
  root,
  outline: [
    [-0.16, -0.08],
    [0.08, -0.12],
    [out, length * 0.3],
    [out + width * 0.3, length * 0.72],
    [out, length],
    [out - width * 0.72, length * 0.86],
    [out - width * 0.78, length * 0.45],
  ],
});

const EARS: Readonly<Record<EarKind, Ear>> = {
  prick: standing([0.56, -0.5], 0.38, [0.2, -0.84], 0.05),
  large: standing([0.58, -0.42], 0.42, [0.34, -0.92], 0.07),
  bat: standing([0.62, -0.34], 0.4, [0.56, -0.8], 0.1),
  rounded: standing([0.58, -0.52], 0.4, [0.2, -0.78], 0.15),
  drop: hanging([0.84, -0.58], 0.5, 1.2, 0.36),
  long: hanging([0.88, -0.4], 0.5, 1.7, 0.32),
  wavy: hanging([0.9, -0.36], 0.52, 1.35, 0.36),
  button: {
    hangs: true,
    root: [0.7, -0.68],
    outline: [
      [-0.3, -0.12],
      [0.08, -0.2],
      [0.38, 0.02],
      [0.44, 0.42],
      [0.3, 0.62],
      [0.04, 0.36],
    ],
  },
};

function earPlacement(pet: Pet, side: number, random: Random): Placement {
  const { ears, earSize, head } = pet.breed;
  const [rx, ry] = EARS[ears].root;
  const sway = random.normal() * (EARS[ears].hangs ? 5 : 9);
  return {
    x: side * rx * head.width - pet.pose.yaw * 0.1,
    y: ry * head.height - pet.pose.pitch * 0.06,
    scale: earSize,
    turn: side * sway - (EARS[ears].hangs ? pet.pose.head.turn * 0.5 : 0),
  };
}

function drawEar(sketch: Sketch, pet: Pet, side: number, random: Random): void {
  const { breed, coat } = pet;
  const ear = EARS[breed.ears];
  const sided = (points: readonly Point[]): Point[] => points.map(([x, y]) => [x * side, y]);
  const dark = coat.marking !== "ticked" && coat.marking !== "rosettes" && coat.marking !== "silk";
  const colour: Colour = dark ? coat.dark : coat.base;
  const fur = breed.ears === "wavy" ? 0.1 : Math.min(breed.fur, 0.08);
  const fill = sketch.slope(
    90,
    { offset: 0, colour: ear.hangs ? colour : lighter(colour, -4) },
    { offset: 1, colour: lighter(colour, ear.hangs ? -7 : 3) },
  );
  sketch.body(furry(sided(ear.outline), fur, random), { fill, stroke: contour(colour) });
  if (ear.lining) {
    const skin: Colour = colour[2] < 25 ? [350, 14, 30] : [12, 42, Math.min(78, colour[2] + 14)];
    sketch.shape(smooth(sided(ear.lining)), { fill: skin, opacity: 0.85 });
  }
  if (breed.ears !== "wavy") return;
  const wave = (x: number): Point[] =>
    Array.from({ length: 9 }, (_, i): Point => [x + (i % 2 ? 0.05 : -0.02), 0.25 + i * 0.13]);
  const waves = strokes(...[0.08, 0.24, 0.4].map((x) => sided(wave(x))));
  sketch.shape(waves, { stroke: contour(colour), width: 0.025, opacity: 0.7 });
}

/** Draws both ears if they hang (or if they stand); gives points on their border. */
export function drawEars(sketch: Sketch, pet: Pet, hanging: boolean, random: Random): Point[] {
  const ear = EARS[pet.breed.ears];
  if (ear.hangs !== hanging) return [];
  return [-1, 1].flatMap((side) => {
    const placement = earPlacement(pet, side, random);
    sketch.within(placement, () => {
      drawEar(sketch, pet, side, random);
    });
    return ear.outline.map(([x, y]) => place([x * side, y], placement));
  });
}
