/** One picture as SVG: a function of (seed, breed, index) alone. */
import type { Box } from "../../../protocol/dataset";
import { Random } from "../../util/random";
import { drawBody } from "./body";
import type { Breed } from "./breeds";
import { drawForeground, drawLight } from "./foreground";
import { boundsOf, ellipse, place, smooth } from "./geometry";
import { drawHead } from "./head";
import { choosePet } from "./pose";
import { drawScenery } from "./scenery";
import { Sketch } from "./sketch";

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
  /** SVG of the silhouette: white where the animal is seen, black elsewhere. */
  readonly mask: string;
  /** Of the head with its ears, inside the picture. */
  readonly headBox: Box;
  /** Whether a part of the head is outside the picture. */
  readonly truncated: boolean;
  readonly occluded: boolean;
  readonly random: Random;
}

/** Whole pixels inside the picture, at least one. */
function fit(box: Box, width: number, height: number): Box {
  const left = Math.max(0, Math.min(width - 1, Math.floor(box.left)));
  const top = Math.max(0, Math.min(height - 1, Math.floor(box.top)));
  return {
    left,
    top,
    right: Math.max(left + 1, Math.min(width, Math.ceil(box.right))),
    bottom: Math.max(top + 1, Math.min(height, Math.ceil(box.bottom))),
  };
}

/** Draws the picture of that number of the breed. */
export function drawPicture(seed: number, breed: Breed, index: number): Picture {
  const random = Random.of(seed, "draw", breed.name, index);
  const pet = choosePet(breed, random.split("pet"));
  const { width, height, head, body } = pet.pose;
  const sketch = new Sketch(width, height);
  drawScenery(sketch, random.split("scenery"));
  const shadow = smooth(
    ellipse(body.x, body.y + body.scale * 1.9, body.scale * 1.9, body.scale * 0.5),
  );
  const ink = { colour: [250, 30, 5] as const };
  const fill = sketch.halo({ ...ink, offset: 0, opacity: 0.45 }, { ...ink, offset: 1, opacity: 0 });
  sketch.shape(shadow, { fill });
  sketch.within(body, () => {
    drawBody(sketch, pet, random.split("body"));
  });
  let border = [[0, 0]] as ReturnType<typeof drawHead>;
  sketch.within(head, () => {
    border = drawHead(sketch, pet, random.split("head"));
  });
  const whole = boundsOf(border.map((point) => place(point, head)));
  const headBox = fit(whole, width, height);
  const occluded = drawForeground(sketch, headBox, random.split("foreground"));
  drawLight(sketch, random.split("light"));
  const truncated = whole.left < 0 || whole.top < 0 || whole.right > width || whole.bottom > height;
  const svg = sketch.picture();
  return { width, height, svg, mask: sketch.mask(), headBox, truncated, occluded, random };
}
