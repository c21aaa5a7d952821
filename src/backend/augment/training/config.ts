/** Checks the settings of augmentation while training. */
import { z } from "zod";
import { type AugmentConfig, NO_AUGMENTATION } from "../../../protocol/augment";
import { UserError } from "../../../protocol/errors";

/** Strengths within their bounds; missing ones are off, unknown ones are refused. */
export const augmentConfigSchema = z.strictObject({
  horizontalFlip: z.number().min(0).max(1).default(NO_AUGMENTATION.horizontalFlip),
  randomResizedCrop: z.number().min(0).max(0.95).default(NO_AUGMENTATION.randomResizedCrop),
  rotation: z.number().min(0).max(180).default(NO_AUGMENTATION.rotation),
  colourJitter: z.number().min(0).max(1).default(NO_AUGMENTATION.colourJitter),
  cutout: z.number().min(0).max(1).default(NO_AUGMENTATION.cutout),
  mixup: z.number().min(0).max(4).default(NO_AUGMENTATION.mixup),
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
