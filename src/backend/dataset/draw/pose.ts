/** The animal of one picture: its size, place, turn, coat and mood. */
import type { Random } from "../../util/random";
import type { Breed, Coat } from "./breeds";
import { vary, type Colour } from "./colour";
import type { Placement, Point } from "./geometry";

export type Stance = "bust" | "sit" | "lie";

export interface Pose {
  readonly width: number;
  readonly height: number;
  /** Units of the head are half its width. */
  readonly head: Placement;
  readonly body: Placement;
  readonly stance: Stance;
  /** Where the head looks: -1..1 to the right and downwards. */
  readonly yaw: number;
  readonly pitch: number;
  /** -1 or 1: which side the body or the tail is on. */
  readonly side: number;
}

export interface Pet {
  readonly breed: Breed;
  readonly coat: Coat;
  readonly eye: Colour;
  readonly pose: Pose;
  readonly eyesClosed: boolean;
  readonly tongueOut: boolean;
  readonly collar?: Colour;
}

const SIDE = { least: 160, most: 360 };
const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high));

function poseOf(random: Random): Pose {
  const long = random.between(200, SIDE.most);
  const aspect = random.pick([1, 0.75, 0.75, 2 / 3, random.between(0.62, 1)]);
  const [first, second] = [Math.round(long), Math.round(Math.max(SIDE.least, long * aspect))];
  const [width, height] = random.uniform() < 0.5 ? [first, second] : [second, first];
  const scale = (Math.min(width, height) * random.between(0.52, 0.72)) / 2;
  const x = clamp(width / 2 + random.normal() * width * 0.1, scale * 0.95, width - scale * 0.95);
  const y = clamp(height * random.between(0.34, 0.62), scale * 1.3, height - scale * 1.05);
  const turn = clamp(random.normal() * 9, -24, 24);
  return {
    width,
    height,
    head: { x, y, scale, turn },
    body: { x, y, scale: scale * random.between(0.92, 1.1), turn: turn * -0.2 },
    stance: random.pick(["bust", "sit", "sit", "lie"]),
    yaw: clamp(random.normal() * 0.32, -1, 1),
    pitch: clamp(random.normal() * 0.34, -0.9, 0.9),
    side: random.pick([-1, 1]),
  };
}

/** Chooses how an animal of the breed looks and stands. */
export function choosePet(breed: Breed, random: Random): Pet {
  const pose = poseOf(random.split("pose"));
  const coat = random.pick(breed.coats);
  const collar: Colour = [random.between(0, 360), random.between(50, 85), random.between(35, 60)];
  return {
    breed,
    coat: {
      base: vary(coat.base, random),
      dark: vary(coat.dark, random),
      light: vary(coat.light, random),
      marking: coat.marking,
    },
    eye: vary(random.pick(breed.eyes), random),
    pose,
    eyesClosed: random.uniform() < 0.07,
    tongueOut: random.uniform() < (breed.species === "dog" ? 0.65 : 0.06),
    collar: random.uniform() < 0.4 ? collar : undefined,
  };
}

/** How far a feature so far before the head's middle moves as the head turns. */
export const shifted = ({ pose }: Pet, [x, y]: Point, depth: number): Point => [
  x * (1 - 0.16 * pose.yaw * Math.sign(x)) + pose.yaw * depth,
  y + pose.pitch * depth * 0.6,
];
