/** Coat patterns on the head. */
import type { Random } from "../../util/random";
import type { Marking } from "./breeds";
import { contour, lighter } from "./colour";
import { ellipse, smooth, strokes, type Point } from "./geometry";
import { shifted, type Pet } from "./pose";
import type { Sketch } from "./sketch";

type Marker = (sketch: Sketch, pet: Pet, random: Random) => void;

/** The same strokes on both sides of the face. */
const bothSides = (pet: Pet, lines: readonly (readonly Point[])[]): string =>
  strokes(
    ...lines.flatMap((line) =>
      [1, -1].map((side) => line.map(([x, y]) => shifted(pet, [x * side, y], 0.2))),
    ),
  );

const FOREHEAD: readonly (readonly Point[])[] = [
  [
    [0.08, -0.85],
    [0.1, -0.42],
  ],
  [
    [0.26, -0.82],
    [0.22, -0.5],
    [0.38, -0.38],
  ],
  [
    [0.46, -0.76],
    [0.4, -0.56],
  ],
];
const CHEEKS: readonly (readonly Point[])[] = [
  [
    [0.58, -0.02],
    [1.05, -0.12],
  ],
  [
    [0.56, 0.14],
    [1.02, 0.2],
  ],
  [
    [0.5, 0.3],
    [0.9, 0.46],
  ],
];

const patch = (pet: Pet, x: number, y: number, rx: number, ry: number, depth = 0.3): string => {
  const [cx, cy] = shifted(pet, [x, y], depth);
  return smooth(ellipse(cx, cy, rx, ry));
};

const tabby: Marker = (sketch, pet) => {
  const width = pet.coat.marking === "rosettes" ? 0.085 : 0.05;
  const paint = { stroke: pet.coat.dark, width, opacity: 0.75 };
  sketch.shape(bothSides(pet, FOREHEAD), paint);
  sketch.shape(bothSides(pet, CHEEKS), paint);
  for (const side of [-1, 1]) {
    sketch.shape(patch(pet, side * 0.42, -0.08, 0.31, 0.29), {
      fill: pet.coat.light,
      opacity: 0.6,
    });
  }
};

const paleCheeks: Marker = (sketch, pet) => {
  for (const side of [-1, 1]) {
    sketch.shape(patch(pet, side * 0.55, 0.52, 0.46, 0.42, 0.15), { fill: pet.coat.light });
    sketch.shape(patch(pet, side * 0.34, -0.42, 0.13, 0.1), { fill: pet.coat.light, opacity: 0.9 });
  }
};

const MARKERS: Readonly<Record<Marking, Marker>> = {
  plain: () => undefined,
  ticked: tabby,
  rosettes: tabby,
  points: (sketch, pet) => {
    const fill = sketch.halo(
      { offset: 0, colour: pet.coat.dark },
      { offset: 0.6, colour: pet.coat.dark, opacity: 0.9 },
      { offset: 1, colour: pet.coat.dark, opacity: 0 },
    );
    sketch.shape(patch(pet, 0, 0.3, 0.78, 0.85), { fill });
  },
  blaze: (sketch, pet, random) => {
    const half = random.between(0.08, 0.2);
    const blaze: Point[] = [
      [0, -1.1],
      [half, -0.6],
      [half * 0.9, -0.15],
      [0.5, 0.3],
      [0.5, 1.1],
      [-0.5, 1.1],
      [-0.5, 0.3],
      [-half * 0.9, -0.15],
      [-half, -0.6],
    ];
    sketch.shape(smooth(blaze.map((point) => shifted(pet, point, 0.25))), { fill: pet.coat.light });
  },
  mask: (sketch, pet) => {
    for (const side of [-1, 1]) {
      sketch.shape(patch(pet, side * 0.46, 0.02, 0.34, 0.3), {
        fill: pet.coat.dark,
        opacity: 0.75,
      });
    }
    const wrinkles: (readonly Point[])[] = [
      [
        [0, -0.46],
        [0.2, -0.56],
        [0.42, -0.5],
      ],
      [
        [0, -0.62],
        [0.2, -0.7],
        [0.36, -0.66],
      ],
    ];
    sketch.shape(bothSides(pet, wrinkles), { stroke: contour(pet.coat.base), width: 0.05 });
  },
  "pale-cheeks": paleCheeks,
  tan: paleCheeks,
  silk: (sketch, pet, random) => {
    for (let i = 0; i < 14; i++) {
      const x = random.between(-0.2, 0.2);
      const lock: Point[] = [
        shifted(pet, [x * 0.4, -0.9], 0.2),
        shifted(pet, [x * 2, -0.45], 0.2),
        shifted(pet, [x * 4.6, 0.7], 0.2),
      ];
      const stroke = lighter(pet.coat.base, random.between(-14, 10));
      sketch.shape(strokes(lock), { stroke, width: 0.05, opacity: 0.7 });
    }
  },
};

/** Draws the pattern of the coat on the head; the caller clips it to the head. */
export const markHead: Marker = (sketch, pet, random) => {
  MARKERS[pet.coat.marking](sketch, pet, random);
};
