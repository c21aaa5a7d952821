/** Things that lie about: balls, mugs, books, plants, cushions, boxes. */
import type { Random } from "../../util/random";
import { anyColour, lighter, type Colour } from "./colour";
import { curve, ellipse, polygon, rectangle, smooth, strokes, type Point } from "./geometry";
import type { Sketch } from "./sketch";

/** Draws a thing about 2 units wide around the origin. */
type Thing = (sketch: Sketch, colour: Colour, random: Random) => void;

const ball: Thing = (sketch, colour) => {
  const fill = sketch.glow(
    { offset: 0, colour: lighter(colour, 18) },
    { offset: 1, colour: lighter(colour, -15) },
  );
  sketch.shape(smooth(ellipse(0, 0, 1)), { fill });
  sketch.shape(curve([-0.9, -0.3], [0, 0.4], [0.9, -0.3]), {
    stroke: lighter(colour, 30),
    width: 0.12,
  });
};

const mug: Thing = (sketch, colour) => {
  sketch.shape(smooth(ellipse(0.7, 0, 0.45, 0.5)), { stroke: lighter(colour, -12), width: 0.2 });
  sketch.shape(rectangle(-0.8, -0.9, 1.5, 1.8), { fill: colour, stroke: lighter(colour, -18) });
  sketch.shape(smooth(ellipse(-0.05, -0.9, 0.75, 0.16)), { fill: lighter(colour, -28) });
};

const books: Thing = (sketch, colour, random) => {
  for (let i = 0; i < 4; i++) {
    const cover = i % 2 ? anyColour(random) : colour;
    sketch.shape(rectangle(-1 + random.between(0, 0.3), 0.6 - i * 0.42, 1.8, 0.4), {
      fill: cover,
      stroke: lighter(cover, -20),
    });
  }
};

const plant: Thing = (sketch, colour, random) => {
  for (let i = 0; i < 9; i++) {
    const tip: Point = [random.between(-1.2, 1.2), random.between(-1.9, -0.7)];
    const bend: Point = [tip[0] * 0.2, -0.9];
    sketch.shape(curve([0, 0.2], bend, tip), {
      stroke: [115, 40, random.between(25, 45)],
      width: 0.22,
    });
  }
  sketch.shape(polygon([-0.6, 0], [0.6, 0], [0.42, 1], [-0.42, 1]), { fill: colour });
};

const cushion: Thing = (sketch, colour) => {
  const outline: Point[] = [
    [-1.1, -0.8],
    [0, -0.62],
    [1.1, -0.8],
    [0.95, 0],
    [1.1, 0.8],
    [0, 0.62],
    [-1.1, 0.8],
    [-0.95, 0],
  ];
  const fill = sketch.glow(
    { offset: 0, colour: lighter(colour, 10) },
    { offset: 1, colour: lighter(colour, -12) },
  );
  sketch.shape(smooth(outline), { fill, stroke: lighter(colour, -18) });
  sketch.shape(smooth(ellipse(0, 0, 0.09)), { fill: lighter(colour, -25) });
};

const box: Thing = (sketch, colour) => {
  sketch.shape(polygon([-1, -0.5], [-0.5, -0.95], [1.1, -0.95], [0.75, -0.5]), {
    fill: lighter(colour, 12),
  });
  sketch.shape(polygon([0.75, -0.5], [1.1, -0.95], [1.1, 0.5], [0.75, 0.9]), {
    fill: lighter(colour, -14),
  });
  sketch.shape(rectangle(-1, -0.5, 1.75, 1.4), { fill: colour });
  sketch.shape(
    strokes([
      [-1, 0.1],
      [0.75, 0.1],
    ]),
    { stroke: lighter(colour, 22), width: 0.16 },
  );
};

/** The ears and muzzles of nobody: round and pointed shapes that no animal belongs to. */
const blocks: Thing = (sketch, colour, random) => {
  const second = anyColour(random);
  sketch.shape(rectangle(-0.9, 0, 0.8, 0.8), { fill: colour, stroke: lighter(colour, -18) });
  sketch.shape(polygon([-0.9, 0], [-0.1, 0], [-0.5, -0.8]), { fill: second });
  sketch.shape(smooth(ellipse(0.5, 0.4, 0.4)), { fill: second, stroke: lighter(second, -18) });
};

const THINGS: readonly Thing[] = [ball, mug, books, plant, cushion, box, blocks];

/** Draws none to three things anywhere on the sheet. */
export function scatterThings(sketch: Sketch, random: Random): void {
  const small = Math.min(sketch.width, sketch.height);
  for (let i = random.integer(4); i > 0; i--) {
    const placement = {
      x: random.between(0, sketch.width),
      y: random.between(sketch.height * 0.25, sketch.height),
      scale: small * random.between(0.06, 0.13),
      turn: random.normal() * 14,
    };
    const thing = random.pick(THINGS);
    sketch.within(placement, () => {
      thing(sketch, anyColour(random), random);
    });
  }
}
