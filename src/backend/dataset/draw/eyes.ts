/** Eyes: large and slit-pupilled for cats, round and dark under a brow for dogs. */
import type { Random } from "../../util/random";
import { contour, lighter, type Colour } from "./colour";
import { curve, ellipse, smooth, type Point } from "./geometry";
import { shifted, type Pet } from "./pose";
import type { Sketch } from "./sketch";

const INK: Colour = [20, 20, 8];
const WHITE: Colour = [0, 0, 100];

interface EyeShape {
  readonly at: Point;
  readonly rx: number;
  readonly ry: number;
  /** How far the pupil is off the middle. */
  readonly gaze: Point;
  readonly pupil: number;
}

function almond({ at: [x, y], rx, ry }: EyeShape, side: number): string {
  return smooth([
    [x - rx * side * 1.05, y + ry * 0.35],
    [x - rx * side * 0.3, y - ry * 0.85],
    [x + rx * side * 0.6, y - ry * 0.9],
    [x + rx * side * 1.15, y - ry * 0.4],
    [x + rx * side * 0.6, y + ry * 0.75],
    [x - rx * side * 0.3, y + ry * 0.95],
  ]);
}

function catEye(sketch: Sketch, pet: Pet, eye: EyeShape, side: number): void {
  const { at, rx, ry, gaze, pupil } = eye;
  const path = almond(eye, side);
  const fill = sketch.glow(
    { offset: 0, colour: lighter(pet.eye, 12) },
    { offset: 1, colour: lighter(pet.eye, -14) },
  );
  sketch.shape(path, { fill, stroke: INK, width: 0.06 });
  sketch.inside(path, () => {
    const slit = ellipse(at[0] + gaze[0], at[1] + gaze[1], rx * pupil, ry * 0.95);
    sketch.shape(smooth(slit), { fill: INK });
  });
  sketch.shape(smooth(ellipse(at[0] + rx * 0.25, at[1] - ry * 0.35, rx * 0.2)), { fill: WHITE });
}

function dogEye(sketch: Sketch, pet: Pet, eye: EyeShape, side: number): void {
  const { at, rx, ry, gaze, pupil } = eye;
  const [x, y] = at;
  const globe = smooth(ellipse(x, y, rx, ry));
  sketch.shape(globe, { fill: [40, 25, 90], stroke: INK, width: 0.055 });
  sketch.inside(globe, () => {
    sketch.shape(smooth(ellipse(x + gaze[0], y + gaze[1], rx * 0.86, ry * 0.92)), {
      fill: pet.eye,
    });
    sketch.shape(smooth(ellipse(x + gaze[0], y + gaze[1], rx * pupil, ry * pupil)), { fill: INK });
  });
  sketch.shape(smooth(ellipse(x + rx * 0.3, y - ry * 0.35, rx * 0.24)), { fill: WHITE });
  const brow = curve(
    [x - rx * side * 1.1, y - ry * 1.55],
    [x + rx * side * 0.2, y - ry * 2.3],
    [x + rx * side * 1.3, y - ry * 1.3],
  );
  sketch.shape(brow, { stroke: contour(pet.coat.base), width: 0.05, opacity: 0.8 });
}

function closedEye(sketch: Sketch, { at: [x, y], rx }: EyeShape): void {
  const lid = curve([x - rx * 1.1, y], [x, y + rx * 0.9], [x + rx * 1.1, y]);
  sketch.shape(lid, { stroke: INK, width: 0.12 });
  sketch.shape(lid, { stroke: [30, 10, 60], width: 0.05 });
}

/** Draws both eyes, looking the same way, or closed. */
export function drawEyes(sketch: Sketch, pet: Pet, random: Random): void {
  const { breed } = pet;
  const isCat = breed.species === "cat";
  const gaze: Point = [random.normal() * 0.035, random.normal() * 0.025];
  const pupil = isCat ? random.between(0.16, 0.62) : random.between(0.5, 0.66);
  const size = (isCat ? 0.27 : 0.17) * random.between(0.92, 1.1);
  const droop = breed.ears === "long" ? 0.8 : 1;
  for (const side of [-1, 1]) {
    const x = side * (isCat ? 0.45 : 0.38) * breed.head.width;
    const at = shifted(pet, [x, isCat ? -0.06 : -0.16], 0.28);
    const rx = size * (1 - 0.14 * pet.pose.yaw * side);
    const eye: EyeShape = { at, rx, ry: size * (isCat ? 0.88 : 1.04) * droop, gaze, pupil };
    if (pet.eyesClosed) closedEye(sketch, eye);
    else if (isCat) catEye(sketch, pet, eye, side);
    else dogEye(sketch, pet, eye, side);
  }
}
