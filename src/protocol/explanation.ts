/** Words of explanations: what in a picture speaks for a class. */
import type { RankedClass } from "./evaluation";
import type { HeatMap } from "./heatMap";

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

/**
 * A map over a picture by Grad-CAM (Selvaraju et al., 2017): how much each place speaks for the class,
 * 1 at most; all 0 where nothing does. It lies over the whole picture: the network saw that stretched
 * to a square, and each of the map's places is the same share of both.
 */
export interface Explanation extends HeatMap {
  readonly run: string;
  readonly picture: string;
  readonly target: string;
  /** What the map is of. */
  readonly class: string;
  /** Of the class, as `predict` has it. */
  readonly probability: number;
  /** All classes of the target, best first. */
  readonly ranked: readonly RankedClass[];
}
