/** Words of explanations: what in a picture speaks for a class. */
import type { RankedClass } from "./evaluation";

export interface ExplainRequest {
  /** Path of the run's folder. */
  readonly run: string;
  /** Path of a picture. */
  readonly picture: string;
  /** One of the run's targets. Default: the one that has the class, else the first. */
  readonly target?: string;
  /** Default: the most probable one. */
  readonly class?: string;
  /** Where the picture is to be written with the map over it. Default: nowhere. */
  readonly overlay?: {
    /** Absolute path of a JPEG file. */
    readonly file: string;
    /** Whether a file of that name may be replaced. Default false. */
    readonly replace?: boolean;
  };
}

/** A map over a picture by Grad-CAM (Selvaraju et al., 2017). */
export interface Explanation {
  readonly run: string;
  readonly picture: string;
  readonly target: string;
  /** What the map is of. */
  readonly class: string;
  /** Of the class, as `predict` has it. */
  readonly probability: number;
  /** All classes of the target, best first. */
  readonly ranked: readonly RankedClass[];
  /**
   * Of the map, which lies over the whole picture: the network saw it stretched to a square, and
   * each of the map's places is the same share of both.
   */
  readonly height: number;
  readonly width: number;
  /** Row by row, 0..1: how much each place speaks for the class; 1 is the most. All 0 where nothing does. */
  readonly values: readonly number[];
}

/**
 * The colours of a map at even steps from 0 to 1, RGB 0..255: viridis (van der Walt and Smith, 2015),
 * whose lightness rises steadily, so that it reads the same for colour-blind eyes and in grey.
 */
export const HEAT_COLOURS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
];

/** How much of the map's colour a picture takes, 0..1, unless a person says otherwise. */
export const OVERLAY_OPACITY = 0.5;
