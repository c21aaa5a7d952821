/** The notebook's five manipulations: chosen at random, then applied. */
import {
  type Manipulation,
  MANIPULATION_KINDS,
  type ManipulationKind,
} from "../../protocol/augment";
import type { Pixels } from "../dataset/pixels";
import { Random } from "../util/random";
import { gaussianBlur } from "./blur";
import { gaussianNoise, saltAndPepper } from "./noise";
import { rotate, turn } from "./rotate";

/** Share of channel values. */
const SALT_AND_PEPPER = 0.1;
/** Of pictures of 0..1. */
const NOISE_VARIANCE = 0.01;
/** Pixels. */
const BLUR_SIGMA = 1;

function draw(kind: ManipulationKind, random: Random): Manipulation {
  switch (kind) {
    case "rotation":
      return { kind, degrees: random.between(0, 360) };
    case "salt-and-pepper":
      return { kind, amount: SALT_AND_PEPPER };
    case "gaussian-noise":
      return { kind, variance: NOISE_VARIANCE };
    case "turn":
      return { kind };
    case "gaussian-blur":
      return { kind, sigma: BLUR_SIGMA };
  }
}

/** One or two different manipulations in random order. */
export function chooseManipulations(random: Random): Manipulation[] {
  const count = 1 + random.integer(2);
  const kinds = random.shuffle(MANIPULATION_KINDS).slice(0, count);
  return kinds.map((kind) => draw(kind, random));
}

/** The picture after one manipulation, rounded to 8 bits; the given one is not changed. */
export function manipulate(pixels: Pixels, manipulation: Manipulation, random: Random): Pixels {
  switch (manipulation.kind) {
    case "rotation":
      return rotate(pixels, manipulation.degrees);
    case "salt-and-pepper":
      return saltAndPepper(pixels, manipulation.amount, random);
    case "gaussian-noise":
      return gaussianNoise(pixels, manipulation.variance, random);
    case "turn":
      return turn(pixels);
    case "gaussian-blur":
      return gaussianBlur(pixels, manipulation.sigma);
  }
}

/** The picture after all of them in order; the seed decides the noise. */
export function manipulateAll(
  pixels: Pixels,
  manipulations: readonly Manipulation[],
  seed: number,
): Pixels {
  return manipulations.reduce(
    (result, manipulation, step) => manipulate(result, manipulation, Random.of(seed, step)),
    pixels,
  );
}
