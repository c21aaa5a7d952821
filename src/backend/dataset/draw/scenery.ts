/** What is behind the animal: rooms, meadows, studios, blankets, snow, walls and leaves. */
import type { Random } from "../../util/random";
import { anyColour, lighter, type Colour } from "./colour";
import { scatterThings } from "./clutter";
import { curve, ellipse, polygon, rectangle, smooth, strokes, type Point } from "./geometry";
import type { Sketch } from "./sketch";

type Scene = (sketch: Sketch, random: Random) => void;

/** Fills the sheet from a height downwards with a slope between two colours. */
function ground(sketch: Sketch, from: number, top: Colour, bottom: Colour, degrees = 90): void {
  const fill = sketch.slope(degrees, { offset: 0, colour: top }, { offset: 1, colour: bottom });
  sketch.shape(rectangle(0, from, sketch.width, sketch.height - from), { fill });
}

const anywhere = (sketch: Sketch, random: Random): Point => [
  random.between(0, sketch.width),
  random.between(0, sketch.height),
];

const room: Scene = (sketch, random) => {
  const wall = anyColour(random);
  const floor = anyColour(random);
  const { width, height } = sketch;
  const edge = height * random.between(0.5, 0.85);
  ground(sketch, 0, lighter(wall, 8), lighter(wall, -8), random.between(0, 180));
  const gap = random.between(14, 40);
  if (random.uniform() < 0.5) {
    for (let x = gap / 2; x < width; x += gap) {
      const stripe = strokes([
        [x, 0],
        [x, edge],
      ]);
      sketch.shape(stripe, { stroke: lighter(wall, 7), width: gap * 0.35 });
    }
  } else {
    for (let x = gap / 2; x < width; x += gap) {
      for (let y = gap / 2; y < edge; y += gap) {
        sketch.shape(smooth(ellipse(x, y, gap * 0.16)), { fill: lighter(wall, -9) });
      }
    }
  }
  if (random.uniform() < 0.6) {
    const [w, h] = [width * random.between(0.2, 0.4), height * random.between(0.2, 0.4)];
    const [x, y] = [random.between(0, width - w), random.between(0, height * 0.2)];
    const pane = sketch.slope(
      90,
      { offset: 0, colour: [205, 70, 80] },
      { offset: 1, colour: anyColour(random) },
    );
    sketch.shape(rectangle(x, y, w, h), { fill: pane, stroke: lighter(wall, -25), width: 6 });
    sketch.shape(
      strokes([
        [x + w / 2, y],
        [x + w / 2, y + h],
      ]),
      { stroke: lighter(wall, -25), width: 3 },
    );
  }
  ground(sketch, edge, lighter(floor, 5), lighter(floor, -14));
  sketch.shape(rectangle(0, edge - 4, width, 6), { fill: lighter(floor, -22) });
};

const meadow: Scene = (sketch, random) => {
  const { width, height } = sketch;
  const grass: Colour = [random.between(65, 125), random.between(30, 60), random.between(28, 55)];
  ground(sketch, 0, [random.between(190, 225), 60, random.between(55, 80)], [40, 45, 88]);
  for (let cloud = 0; cloud < 3; cloud++) {
    const [x, y] = [random.between(0, width), random.between(0, height * 0.3)];
    for (const dx of [-0.06, 0, 0.07]) {
      const puff = ellipse(x + dx * width, y + Math.abs(dx) * 60, width * 0.07, height * 0.04);
      sketch.shape(smooth(puff), { fill: [0, 0, 100], opacity: 0.8 });
    }
  }
  const horizon = height * random.between(0.3, 0.6);
  const hill = ellipse(random.between(0, width), horizon + height * 0.2, width * 0.7, height * 0.3);
  sketch.shape(smooth(hill), { fill: lighter(grass, 9) });
  ground(sketch, horizon + height * 0.08, grass, lighter(grass, -14));
  for (let blade = 0; blade < 70; blade++) {
    const [x, y] = [random.between(0, width), random.between(horizon + height * 0.1, height)];
    const tip: Point = [x + random.normal() * 5, y - random.between(8, 20)];
    const stroke = lighter(grass, random.between(-15, 12));
    sketch.shape(curve([x, y], [x, y - 8], tip), { stroke, width: 2 });
    if (blade % 9 === 0) sketch.shape(smooth(ellipse(...tip, 4)), { fill: anyColour(random) });
  }
};

const studio: Scene = (sketch, random) => {
  const colour = anyColour(random);
  const dark = lighter(colour, random.between(-30, -5));
  const fill = sketch.glow({ offset: 0, colour: lighter(colour, 15) }, { offset: 1, colour: dark });
  sketch.shape(rectangle(0, 0, sketch.width, sketch.height), { fill });
  for (let i = random.integer(26); i > 0; i--) {
    const disc = smooth(ellipse(...anywhere(sketch, random), random.between(6, 34)));
    sketch.shape(disc, {
      fill: lighter(anyColour(random), 12),
      opacity: random.between(0.12, 0.4),
    });
  }
};

const blanket: Scene = (sketch, random) => {
  const { width, height } = sketch;
  const cloth = anyColour(random);
  ground(sketch, 0, lighter(cloth, 6), lighter(cloth, -9), random.between(0, 180));
  const [first, second] = [anyColour(random), anyColour(random)];
  const gap = random.between(24, 60);
  const lean = random.between(-0.4, 0.4);
  for (let t = -height; t < width + height; t += gap) {
    const down = strokes([
      [t, 0],
      [t + lean * height, height],
    ]);
    const across = strokes([
      [0, t],
      [width, t - lean * width],
    ]);
    sketch.shape(down, { stroke: first, width: gap * 0.3, opacity: 0.55 });
    sketch.shape(across, { stroke: second, width: gap * 0.22, opacity: 0.5 });
  }
};

const snow: Scene = (sketch, random) => {
  const { width, height } = sketch;
  const beach = random.uniform() < 0.5;
  const horizon = height * random.between(0.3, 0.65);
  ground(sketch, 0, [210, random.between(20, 70), random.between(45, 75)], [30, 50, 85]);
  if (beach) ground(sketch, horizon * 0.75, [195, 55, 48], [185, 50, 65]);
  const sand: Colour = beach ? [38, 45, 72] : [210, 25, 94];
  ground(sketch, horizon, sand, lighter(sand, -13));
  for (let i = 0; i < (beach ? 40 : 60); i++) {
    const dot = beach
      ? ([random.between(0, width), random.between(horizon, height)] as const)
      : anywhere(sketch, random);
    const fill: Colour = beach ? lighter(sand, -18) : [0, 0, 100];
    sketch.shape(smooth(ellipse(...dot, random.between(1, 3))), { fill, opacity: 0.8 });
  }
};

const bricks: Scene = (sketch, random) => {
  const { width, height } = sketch;
  const brick = anyColour(random);
  ground(sketch, 0, lighter(brick, 18), lighter(brick, 10));
  const [long, high] = [random.between(28, 60), random.between(12, 24)];
  for (let row = 0; row * high < height; row++) {
    for (let x = row % 2 ? -long / 2 : 0; x < width; x += long) {
      const fill = lighter(brick, random.between(-8, 8));
      sketch.shape(rectangle(x + 1.5, row * high + 1.5, long - 3, high - 3), { fill });
    }
  }
};

const leaves: Scene = (sketch, random) => {
  const earth = anyColour(random);
  ground(sketch, 0, earth, lighter(earth, -15));
  const hue = random.pick([25, 40, 110, 90]);
  for (let i = 0; i < 90; i++) {
    const [x, y] = anywhere(sketch, random);
    const [dx, dy] = [random.normal() * 11, random.normal() * 11];
    const fill: Colour = [
      (hue + random.normal() * 14 + 360) % 360,
      random.between(30, 75),
      random.between(22, 62),
    ];
    const leaf = polygon(
      [x - dx, y - dy],
      [x + dy * 0.5, y - dx * 0.5],
      [x + dx, y + dy],
      [x - dy * 0.5, y + dx * 0.5],
    );
    sketch.shape(leaf, { fill, stroke: lighter(fill, -12), width: 1 });
  }
};

const SCENES: readonly Scene[] = [room, room, meadow, studio, blanket, snow, bricks, leaves];

/** Draws a background and the things that lie about in it; cats and dogs share all of them. */
export function drawScenery(sketch: Sketch, random: Random): void {
  random.pick(SCENES)(sketch, random);
  scatterThings(sketch, random.split("things"));
}
