/** Words of the local HTTP endpoint, which its page and its server share. */
import type { ErrorData } from "./errors";
import type { RankedClass } from "./evaluation";

/** Bytes of a picture that are accepted: more than any camera's. */
export const MAXIMUM_PICTURE_BYTES = 32 * 2 ** 20;

/** What POST /classify says of a picture. */
export interface PictureAnswer {
  readonly network: string;
  readonly target: string;
  readonly secondTarget?: string;
  /** Best first. */
  readonly top: readonly RankedClass[];
  /** The same of the run's second target, where it has one. */
  readonly second?: readonly RankedClass[];
  /** The best classes by target, and the coarser ones that they imply. */
  readonly labels: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

/** The body of every answer that is a refusal. */
export interface RefusalBody {
  readonly error: ErrorData;
}
