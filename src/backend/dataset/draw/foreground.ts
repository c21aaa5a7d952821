/** What is before the animal: grass, leaves, a cushion, a curtain, a pole; and the light. */
import type { Box } from "../../../protocol/dataset";
import type { Random } from "../../util/random";
import { anyColour, lighter, type Colour } from "./colour";
import { curve, ellipse, rectangle, smooth, strokes, type Point } from "./geometry";
import type { Sketch } from "./sketch";

/** Hides a part of the head's box at most. */
type Occluder = (sketch: Sketch, head: Box, random: Random) => void;

const grass: Occluder = (sketch, head, random) => {
  const colour: Colour = [random.between(70, 120), 45, random.between(25, 50)];
  const reach = sketch.height - head.top - (head.bottom - head.top) * random.between(0.86, 1.1);
  for (let x = 0; x < sketch.width; x += 5) {
    const top = sketch.height - Math.max(15, reach) * random.between(0.4, 1);
    const blade = curve([x, sketch.height + 4], [x, top + 14], [x + random.normal() * 9, top]);
    sketch.cover(blade, { stroke: lighter(colour, random.between(-14, 14)), width: 4 });
  }
};

const cushion: Occluder = (sketch, head, random) => {
  const colour = anyColour(random);
  const top = head.bottom - (head.bottom - head.top) * random.between(-0.05, 0.07);
  const outline = ellipse(
    random.between(0.2, 0.8) * sketch.width,
    top + sketch.height,
    sketch.width,
    sketch.height,
  );
  sketch.cover(smooth(outline), { fill: colour, stroke: lighter(colour, -16), width: 3 });
};

const curtain: Occluder = (sketch, head, random) => {
  const colour = anyColour(random);
  const across = (head.right - head.left) * random.between(-0.05, 0.15);
  const left = random.uniform() < 0.5;
  const edge = left ? head.left + across : head.right - across;
  const [from, to] = left ? [-5, edge] : [edge, sketch.width + 5];
  sketch.cover(rectangle(from, -5, Math.max(0, to - from), sketch.height + 10), { fill: colour });
  for (let x = from + 6; x < to; x += 13) {
    const fold = strokes([
      [x, 0],
      [x + 2, sketch.height],
    ]);
    sketch.cover(fold, { stroke: lighter(colour, -11), width: 4 });
  }
};

const pole: Occluder = (sketch, head, random) => {
  const colour = anyColour(random);
  const side = random.pick([0.05, 0.95]);
  const x = head.left + (head.right - head.left) * side;
  const lean = random.normal() * 12;
  const width = sketch.width * random.between(0.02, 0.05);
  const line: Point[] = [
    [x + lean, -9],
    [x - lean, sketch.height + 9],
  ];
  sketch.cover(strokes(line), { stroke: lighter(colour, -15), width: width * 1.3 });
  sketch.cover(strokes(line), { stroke: colour, width });
};

const leaf: Occluder = (sketch, head, random) => {
  const colour: Colour = [random.between(80, 140), 40, random.between(22, 45)];
  const corner = random.pick([0, sketch.width]);
  for (let i = 0; i < 4; i++) {
    const along = random.between(-0.15, 0.14) * (head.right - head.left);
    const x = corner === 0 ? head.left + along : head.right - along;
    const y = random.between(0, sketch.height);
    const tip: Point = [x, y];
    const root: Point = [corner, y + random.normal() * 40];
    const middle: Point = [(x + corner) / 2, (y + root[1]) / 2];
    const blade: Point[] = [root, [middle[0], middle[1] - 14], tip, [middle[0], middle[1] + 14]];
    sketch.cover(smooth(blade), {
      fill: lighter(colour, i * 4),
      stroke: lighter(colour, -12),
      width: 1.5,
    });
  }
};

const OCCLUDERS: readonly Occluder[] = [grass, cushion, curtain, pole, leaf];

/** Hides a part of the animal in three of ten pictures; says whether it does. */
export function drawForeground(sketch: Sketch, head: Box, random: Random): boolean {
  if (random.uniform() > 0.3) return false;
  random.pick(OCCLUDERS)(sketch, head, random);
  return true;
}

/** Lays light of some colour over everything, from some side, and darkens the corners. */
export function drawLight(sketch: Sketch, random: Random): void {
  const sheet = rectangle(0, 0, sketch.width, sketch.height);
  const lamp: Colour = [random.pick([40, 28, 205, 260]), 75, random.between(55, 75)];
  const [bright, dim] = [random.between(0, 0.32), random.between(0, 0.42)];
  const fill = sketch.slope(
    random.between(0, 360),
    { offset: 0, colour: lamp, opacity: bright },
    { offset: 0.55, colour: lamp, opacity: 0 },
    { offset: 0.56, colour: [250, 40, 8], opacity: 0 },
    { offset: 1, colour: [250, 40, 8], opacity: dim },
  );
  sketch.shape(sheet, { fill });
}
