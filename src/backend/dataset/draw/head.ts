/** The head: ears, skull, markings and face, in units of half a head's width around its centre. */
import type { Random } from "../../util/random";
import type { Breed } from "./breeds";
import { contour, lighter } from "./colour";
import { drawEars } from "./ears";
import { drawEyes } from "./eyes";
import { furry, mirrored, smooth, type Point } from "./geometry";
import { drawSilk, hairs } from "./hair";
import { markHead } from "./markings";
import { drawMuzzle } from "./muzzle";
import type { Pet } from "./pose";
import type { Sketch } from "./sketch";

function skull({ head, species }: Breed): Point[] {
  const { width, height, jaw } = head;
  const brow = species === "cat" ? 0.98 : 0.9;
  return mirrored([
    [0, -height],
    [0.48 * width, -0.92 * height],
    [0.86 * width * brow, -0.55 * height],
    [width, 0.02 * height],
    [width * (0.42 + 0.5 * jaw), 0.48 * height],
    [0.62 * width * jaw, 0.86 * height],
    [0, height],
  ]);
}

/** Draws the head and gives points on its border, for the head box. */
export function drawHead(sketch: Sketch, pet: Pet, random: Random): Point[] {
  const { breed, coat } = pet;
  const outline = skull(breed);
  const standing = drawEars(sketch, pet, false, random.split("ears"));
  const fill = sketch.glow(
    { offset: 0, colour: lighter(coat.base, 6) },
    { offset: 0.65, colour: coat.base },
    { offset: 1, colour: lighter(coat.base, -9) },
  );
  sketch.body(furry(outline, breed.fur, random), { fill, stroke: contour(coat.base) });
  sketch.inside(smooth(outline), () => {
    markHead(sketch, pet, random.split("markings"));
    hairs(sketch, pet, outline, random.split("hairs"));
  });
  drawEyes(sketch, pet, random.split("eyes"));
  const muzzle = drawMuzzle(sketch, pet, random.split("muzzle"));
  if (coat.marking === "silk") drawSilk(sketch, pet, random.split("silk"));
  const hanging = drawEars(sketch, pet, true, random.split("ears"));
  return [...standing, ...outline, ...muzzle, ...hanging];
}
