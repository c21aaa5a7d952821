/** Words of balancing a data set with generated pictures, and of augmentation while training. */
import type { DatasetSummary } from "./dataset";

/**
 * How classes of unequal size are brought level: `upsample` generates pictures of the smaller
 * ones, `downsample` leaves training pictures of the larger ones out (no file is deleted),
 * `weights` weighs the loss of each picture by how rare its class is.
 */
export type BalanceStrategy = "upsample" | "downsample" | "weights";

/** One of the notebook's five manipulations, with its parameters. */
export type Manipulation =
  /** Counter-clockwise about the middle; what leaves one edge comes back at the other. */
  | { readonly kind: "rotation"; readonly degrees: number }
  /** This share of all channel values becomes 0 or 255, evenly. */
  | { readonly kind: "salt-and-pepper"; readonly amount: number }
  /** Of this variance where pictures are 0..1. */
  | { readonly kind: "gaussian-noise"; readonly variance: number }
  /** Both axes turned about: the same as a rotation by 180 degrees. */
  | { readonly kind: "turn" }
  /** Standard deviation in pixels. */
  | { readonly kind: "gaussian-blur"; readonly sigma: number };

export type ManipulationKind = Manipulation["kind"];
export const MANIPULATION_KINDS: readonly ManipulationKind[] = [
  "rotation",
  "salt-and-pepper",
  "gaussian-noise",
  "turn",
  "gaussian-blur",
];

export interface BalanceRequest {
  readonly directory: string;
  /** The label whose classes are brought level. */
  readonly target: string;
  /** Default `upsample`. */
  readonly strategy?: BalanceStrategy;
  /** Of the split as well as of what is generated. Default 27. */
  readonly seed?: number;
  /**
   * Generate before the split, from every picture, as the notebook does: copies of training
   * pictures then reach the test. Default false: split first, generate from the training part.
   */
  readonly notebookOrder?: boolean;
}

/** A class before and after: in all pictures, and in the part that is trained on. */
export interface BalancedClass {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly trainBefore: number;
  readonly trainAfter: number;
  /** Factor of its pictures' loss, 1 on average over the training part; for `weights` only. */
  readonly weight?: number;
}

/** A picture that was left out of the work, and why. */
export interface SkippedPicture {
  readonly path: string;
  /** One sentence. */
  readonly message: string;
}

export interface BalanceReport {
  readonly target: string;
  readonly strategy: BalanceStrategy;
  readonly seed: number;
  readonly notebookOrder: boolean;
  /** Sorted by name. */
  readonly classes: readonly BalancedClass[];
  /** Generated pictures that are there now. */
  readonly generated: number;
  /** How many of them this call made; the others were there already. */
  readonly made: number;
  /** Generated pictures of an earlier call that this one removed. */
  readonly removed: number;
  /** Sources that could not be read, and files that were in the way. */
  readonly skipped: readonly SkippedPicture[];
  /** Pictures of validation and test that have a copy in training; 0 unless in the notebook's order. */
  readonly leaked: number;
  /** The data set afterwards. */
  readonly summary: DatasetSummary;
  readonly seconds: number;
}

/** How the classes of a target are balanced at the moment. */
export interface BalanceState {
  readonly target: string;
  /** `none`: not at all; the classes are then the same before and after. */
  readonly strategy: BalanceStrategy | "none";
  /** Of the split that it was balanced for. */
  readonly seed: number;
  readonly notebookOrder: boolean;
  /** Sorted by name. */
  readonly classes: readonly BalancedClass[];
  /** Pictures that were generated for this target and are there. */
  readonly generated: number;
  /** Pictures of validation and test that have a copy in training. */
  readonly leaked: number;
}

export interface CleanRequest {
  readonly directory: string;
}

export interface CleanReport {
  readonly removed: number;
  /** Listed files that were changed since they were generated: they are a person's work now. */
  readonly kept: readonly string[];
  /** Listed files that were not there any more. */
  readonly missing: readonly string[];
  /** The data set afterwards; null when there was nothing to clean. */
  readonly summary: DatasetSummary | null;
}

/**
 * Augmentation of training pictures while they are read, anew in each epoch. Every setting is a
 * strength, and 0 is off.
 */
export interface AugmentConfig {
  /** Probability of mirroring left and right, 0..1; 0.5 is usual. */
  readonly horizontalFlip: number;
  /** 1 minus the smallest share of the picture that a crop keeps, 0..0.95; 0.92 is ImageNet's. */
  readonly randomResizedCrop: number;
  /** Largest angle to either side in degrees, 0..180. */
  readonly rotation: number;
  /** Brightness, contrast and saturation are each multiplied by 1 - s to 1 + s, 0..1. */
  readonly colourJitter: number;
  /** Side of a square that is painted over, as a share of the picture's side, 0..1. */
  readonly cutout: number;
  /** Alpha of the Beta distribution that pictures and labels of two samples are mixed by, 0..4. */
  readonly mixup: number;
}

export const NO_AUGMENTATION: AugmentConfig = {
  horizontalFlip: 0,
  randomResizedCrop: 0,
  rotation: 0,
  colourJitter: 0,
  cutout: 0,
  mixup: 0,
};

/** Mild: what keeps a pet a pet. */
export const USUAL_AUGMENTATION: AugmentConfig = {
  ...NO_AUGMENTATION,
  horizontalFlip: 0.5,
  randomResizedCrop: 0.5,
  rotation: 10,
  colourJitter: 0.2,
};

/** The kinds of augmentation in the order in which they are applied, in English: `npm run l10n` collects the names. */
export const AUGMENTATION_TITLES: Readonly<Record<keyof AugmentConfig, string>> = {
  horizontalFlip: "Horizontal flip",
  randomResizedCrop: "Random crop",
  rotation: "Rotation",
  colourJitter: "Colour jitter",
  cutout: "Cutout",
  mixup: "Mixup",
};

/** Asks for variants of pictures as files that a dashboard can show. */
export interface PreviewRequest {
  readonly directory: string;
  /** Relative to the data set; mixup mixes them with one another. */
  readonly paths: readonly string[];
  /** Variants of each picture. Default 4. */
  readonly count?: number;
  /** Another seed is another roll. Default 27. */
  readonly seed?: number;
  /** Training's augmentation with these settings; absent: the five manipulations of balancing. */
  readonly config?: AugmentConfig;
  /** Pixels a side of variants by `config`. Default 160. */
  readonly size?: number;
}

export interface PreviewVariant {
  /** Absolute path of a JPEG file under DIR/.pupil/preview. */
  readonly file: string;
  /** What was done, for variants by the five manipulations. */
  readonly manipulations?: readonly Manipulation[];
}

export interface PreviewResult {
  readonly pictures: readonly {
    readonly path: string;
    readonly variants: readonly PreviewVariant[];
  }[];
}
