/** The body behind the head: tail, trunk, legs and paws, in units of half a head's width. */
import type { Random } from "../../util/random";
import { contour, lighter, type Colour } from "./colour";
import { curve, ellipse, furry, mirrored, smooth, strokes, type Point } from "./geometry";
import { hairs } from "./hair";
import type { Pet } from "./pose";
import type { Sketch } from "./sketch";

const SITTING = mirrored([
  [0, 0.2],
  [0.55, 0.5],
  [0.86, 1.2],
  [1.12, 2.1],
  [1.25, 2.9],
  [0.9, 3.3],
  [0, 3.35],
]);
const BUST = mirrored([
  [0, 0.2],
  [0.6, 0.5],
  [1.2, 1.2],
  [1.5, 2.2],
  [1.6, 4],
  [0, 4.4],
]);
/** With the hindquarters to the right. */
const LYING: readonly Point[] = [
  [-0.7, 0.5],
  [0.4, 0.25],
  [1.6, 0.2],
  [2.6, 0.45],
  [2.95, 1.15],
  [2.4, 1.72],
  [0.8, 1.78],
  [-0.5, 1.75],
  [-0.95, 1.2],
];

function drawTail(sketch: Sketch, pet: Pet, [x, y]: Point, random: Random): void {
  const { side } = pet.pose;
  const { base, dark, marking } = pet.coat;
  const colour = marking === "points" ? dark : base;
  const out = (dx: number, dy: number): Point => [x + side * dx, y + dy];
  switch (pet.breed.tail) {
    case "long": {
      const end = out(1.1, -random.between(0.6, 1.7));
      const path = curve(out(-0.2, 0), out(1.3, 0.1), end);
      sketch.limb(path, contour(colour), 0.34);
      sketch.limb(path, colour, 0.27);
      return;
    }
    case "plume":
      sketch.body(furry(ellipse(...out(0.55, -0.3), 0.5, 0.85), pet.breed.fur + 0.08, random), {
        fill: lighter(colour, -4),
        stroke: contour(colour),
      });
      return;
    case "curl":
      sketch.body(furry(ellipse(...out(0.25, -0.5), 0.5), pet.breed.fur, random), {
        fill: lighter(colour, -4),
        stroke: contour(colour),
      });
      sketch.shape(curve(out(0, -0.2), out(0.75, -0.3), out(0.3, -0.75)), {
        stroke: contour(colour),
      });
      return;
    case "stub":
      sketch.body(furry(ellipse(...out(0.15, -0.4), 0.2, 0.4), pet.breed.fur, random), {
        fill: colour,
        stroke: contour(colour),
      });
  }
}

function drawPaw(sketch: Sketch, [x, y]: Point, colour: Colour): void {
  sketch.body(smooth(ellipse(x, y, 0.36, 0.24)), { fill: colour, stroke: contour(colour) });
  const toe = (dx: number): Point[] => [
    [x + dx, y - 0.02],
    [x + dx, y + 0.17],
  ];
  sketch.shape(strokes(toe(-0.11), toe(0.11)), { stroke: contour(colour), width: 0.035 });
}

function markBody(sketch: Sketch, pet: Pet, outline: readonly Point[], random: Random): void {
  const { marking, dark, light, base } = pet.coat;
  const lying = pet.pose.stance === "lie";
  if (marking === "blaze" || marking === "silk") {
    for (const [x, y] of lying
      ? ([[1.7, 0.6]] as const)
      : ([
          [-1.3, 1.7],
          [1.3, 1.7],
        ] as const)) {
      sketch.shape(smooth(ellipse(x, y, lying ? 1.1 : 0.62, lying ? 0.7 : 1.1)), { fill: dark });
    }
  }
  if (marking === "rosettes") {
    for (let i = 0; i < 34; i++) {
      const [ex, ey] = random.pick(outline);
      const part = random.between(0.3, 0.98);
      const spot = ellipse(ex * part, 1.2 + (ey - 1.2) * part, random.between(0.09, 0.16), 0.09);
      sketch.shape(smooth(spot), { fill: lighter(base, -12), stroke: dark, width: 0.06 });
    }
  }
  if (marking !== "points" && marking !== "mask" && !lying) {
    sketch.shape(smooth(ellipse(0, 1.35, 0.5, 0.85)), { fill: light, opacity: 0.9 });
  }
  hairs(sketch, pet, outline, random);
}

function pawColour({ coat }: Pet): Colour {
  if (coat.marking === "points") return coat.dark;
  return coat.marking === "plain" || coat.marking === "mask" ? lighter(coat.base, 3) : coat.light;
}

/** Draws everything but the head. */
export function drawBody(sketch: Sketch, pet: Pet, random: Random): void {
  const { coat, breed, pose } = pet;
  const { stance, side } = pose;
  const lying = stance === "lie";
  const slim = breed.species === "cat" ? 0.94 : 1;
  const model = lying ? LYING : stance === "sit" ? SITTING : BUST;
  const outline = model.map(([x, y]): Point => [x * slim * (lying ? side : 1), y]);
  if (stance !== "bust") drawTail(sketch, pet, lying ? [side * 2.7, 1] : [side * 0.9, 2.9], random);
  const fill = sketch.glow(
    { offset: 0, colour: lighter(coat.base, 2) },
    { offset: 1, colour: lighter(coat.base, -13) },
  );
  sketch.body(furry(outline, breed.fur, random), { fill, stroke: contour(coat.base) });
  sketch.inside(smooth(outline), () => {
    markBody(sketch, pet, outline, random);
  });
  if (stance === "sit") {
    for (const x of [-0.36, 0.36]) {
      const leg = strokes([
        [x, 1.9],
        [x, 3.1],
      ]);
      sketch.limb(leg, contour(coat.base), 0.56);
      sketch.limb(leg, lighter(coat.base, 1), 0.49);
    }
  }
  const pawsY = stance === "sit" ? 3.25 : 1.72;
  if (stance !== "bust") {
    for (const x of [-0.42, 0.42]) drawPaw(sketch, [x, pawsY], pawColour(pet));
  }
  if (pet.collar) {
    const band = curve([-0.78, 0.78], [0, 1.35], [0.78, 0.78]);
    sketch.limb(band, pet.collar, 0.17);
    sketch.body(smooth(ellipse(0, 1.2, 0.15)), { fill: [46, 80, 60], stroke: [40, 70, 35] });
  }
}
