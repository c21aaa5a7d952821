/** What augmentation does to one picture in one epoch: random numbers, and the picture they mean. */
import type { AugmentConfig } from "../../../protocol/augment";
import { Random } from "../../util/random";

/** Crops are stretched by no more than this either way: ImageNet's 3:4 to 4:3. */
const MAX_STRETCH = 4 / 3;

/** The part of a picture that is taken, in shares of its side, 0..1, and how it is turned. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly middleX: number;
  readonly middleY: number;
  readonly radians: number;
  readonly flip: boolean;
}

/** Factors: 1 leaves the picture as it is. */
export interface Jitter {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
}

/** A square by its middle and side, in shares of the picture's side. */
export interface Square {
  readonly middleX: number;
  readonly middleY: number;
  readonly side: number;
}

export interface Draws {
  readonly placement: Placement;
  readonly jitter: Jitter;
  readonly cutout: Square;
}

/**
 * The draws of a picture: a function of (seed, epoch, picture). Every number is drawn whatever is
 * on, so that turning one setting on leaves the others' draws as they were.
 */
export function drawFor(
  config: AugmentConfig,
  key: { readonly seed: number; readonly epoch: number; readonly picture: number },
): Draws {
  const random = Random.of(key.seed, "augment", key.epoch, key.picture);
  const flip = random.uniform() < config.horizontalFlip;
  const area = 1 - random.uniform() * config.randomResizedCrop;
  const stretch = config.randomResizedCrop > 0 ? Math.log(MAX_STRETCH) : 0;
  const aspect = Math.exp(random.between(-1, 1) * stretch);
  const width = Math.min(1, Math.sqrt(area * aspect));
  const height = Math.min(1, Math.sqrt(area / aspect));
  const factor = () => 1 + random.between(-1, 1) * config.colourJitter;
  return {
    placement: {
      width,
      height,
      middleX: 0.5 + random.between(-0.5, 0.5) * (1 - width),
      middleY: 0.5 + random.between(-0.5, 0.5) * (1 - height),
      radians: (random.between(-1, 1) * config.rotation * Math.PI) / 180,
      flip,
    },
    jitter: { brightness: factor(), contrast: factor(), saturation: factor() },
    cutout: { middleX: random.uniform(), middleY: random.uniform(), side: config.cutout },
  };
}

/** Gamma-distributed with that shape: Marsaglia and Tsang's method, raised by one below 1. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * Math.pow(1 - random.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = Math.pow(1 + c * x, 3);
    const accepted = Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v);
    if (v > 0 && accepted) return d * v;
  }
}

/** The share of a picture in a mixture of two, 0.5..1: the larger part of a Beta(alpha, alpha). */
export function mixingShare(alpha: number, random: Random): number {
  const one = gamma(alpha, random);
  const other = gamma(alpha, random);
  const sum = one + other;
  return sum > 0 ? Math.max(one, other) / sum : 1; // both are 0 when alpha is tiny
}
