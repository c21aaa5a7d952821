/** Checks the settings of augmentation while training. */
import { z } from "zod";
import { type AugmentConfig, NO_AUGMENTATION } from "../../../protocol/augment";
import { UserError } from "../../../protocol/errors";

/** Strengths within their bounds; missing ones are off, unknown ones are refused. */
export const augmentConfigSchema = z.strictObject({
  horizontalFlip: z
    .number()
    .min(0)
    .max(1)
    .default(NO_AUGMENTATION.horizontalFlip)
    .describe("Probability of mirroring left and right; 0.5 is usual."),
  randomResizedCrop: z
    .number()
    .min(0)
    .max(0.95)
    .default(NO_AUGMENTATION.randomResizedCrop)
    .describe("1 minus the smallest share of the picture that a crop keeps; 0.92 is ImageNet's."),
  rotation: z
    .number()
    .min(0)
    .max(180)
    .default(NO_AUGMENTATION.rotation)
    .describe("Largest angle to either side, in degrees."),
  colourJitter: z
    .number()
    .min(0)
    .max(1)
    .default(NO_AUGMENTATION.colourJitter)
    .describe("Brightness, contrast and saturation are each multiplied by 1 - s to 1 + s."),
  cutout: z
    .number()
    .min(0)
    .max(1)
    .default(NO_AUGMENTATION.cutout)
    .describe("Side of a square that is painted over, as a share of the picture's side."),
  mixup: z
    .number()
    .min(0)
    .max(4)
    .default(NO_AUGMENTATION.mixup)
    .describe("Alpha of the Beta distribution by which two pictures and their labels are mixed."),
});

/** The whole configuration of a partial one; "invalid-config" names the first setting at fault. */
export function parseAugmentConfig(value: unknown): AugmentConfig {
  const parsed = augmentConfigSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") ?? "";
  const message = `The augmentation's settings are not valid: ${where} ${issue?.message ?? ""}.`;
  throw new UserError("invalid-config", message.replaceAll(/ +/g, " "), { cause: parsed.error });
}

/** Whether nothing is done to any picture. */
export function isOff(config: AugmentConfig): boolean {
  return Object.values(config).every((strength) => strength === 0);
}
