/** The settings of a run as a person types them: limits, parsing, and no word of any language. */
import type { AugmentConfig } from "../../protocol/augment";
import type { TrainSettings } from "../settings";

/** Settings that are numbers. */
export type NumberField = Exclude<keyof TrainSettings, "engine">;

export interface Limits {
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
  /** The number must be a multiple of this. */
  readonly multipleOf?: number;
}

/** The same limits as package.json's settings and the backend's; a test compares them. */
export const NUMBER_FIELDS: Readonly<Record<NumberField, Limits>> = {
  epochs: { minimum: 1, maximum: 10_000, isWhole: true },
  batch: { minimum: 1, maximum: 4096, isWhole: true },
  learningRate: { minimum: 1e-12, maximum: 1, isWhole: false },
  seed: { minimum: 0, maximum: 2 ** 32 - 1, isWhole: true },
  imageSize: { minimum: 32, maximum: 1024, isWhole: true, multipleOf: 32 },
  earlyStop: { minimum: 0, maximum: 10_000, isWhole: true },
};

/** A kind of augmentation. */
export type StrengthField = keyof AugmentConfig;

/** The backend's limits of augmentation's strengths; a test compares them. */
export const STRENGTH_FIELDS: Readonly<Record<StrengthField, Limits>> = {
  horizontalFlip: { minimum: 0, maximum: 1, isWhole: false },
  randomResizedCrop: { minimum: 0, maximum: 0.95, isWhole: false },
  rotation: { minimum: 0, maximum: 180, isWhole: false },
  colourJitter: { minimum: 0, maximum: 1, isWhole: false },
  cutout: { minimum: 0, maximum: 1, isWhole: false },
  mixup: { minimum: 0, maximum: 4, isWhole: false },
};

/** The number that the text says, or undefined when it says none within the limits. */
export function parseNumber(text: string, limits: Limits): number | undefined {
  const trimmed = text.trim().replace(",", ".");
  const value = trimmed === "" ? Number.NaN : Number(trimmed);
  const { minimum, maximum, isWhole, multipleOf = 0 } = limits;
  const fits = value >= minimum && value <= maximum;
  const isOfStep = multipleOf === 0 || value % multipleOf === 0;
  return fits && isOfStep && (!isWhole || Number.isInteger(value)) ? value : undefined;
}
