/** Options of augmentation while training, which `train` and `preview` share. */
import { type Command, Option } from "commander";
import { type AugmentConfig, NO_AUGMENTATION } from "../../protocol/augment";
import { number } from "./options";

/** What `augmentSettings` gives; what is not given is undefined. */
export interface AugmentFlags {
  readonly flip?: number;
  readonly crop?: number;
  readonly rotate?: number;
  readonly jitter?: number;
  readonly cutout?: number;
  readonly mixup?: number;
}

/** Adds a strength for each kind of augmentation; their limits are checked where they are known. */
export function augmentSettings(command: Command): Command {
  const add = (flags: string, text: string) => {
    command.addOption(new Option(flags, text).argParser(number));
  };
  add("--flip <p>", "mirror left and right so often (default: frozen and fineTune 0.5, else 0)");
  add("--crop <s>", "random resized crops that keep 1 - s of the picture at least");
  add("--rotate <degrees>", "largest angle to either side");
  add("--jitter <s>", "change brightness, contrast and saturation by up to s");
  add("--cutout <s>", "paint a square over, s of the picture's side");
  add("--mixup <alpha>", "mix pictures and labels by a Beta(alpha, alpha)");
  return command;
}

/** The augmentation that was asked for; undefined when none was. */
export function givenAugmentation(flags: AugmentFlags): AugmentConfig | undefined {
  const { flip, crop, rotate, jitter, cutout, mixup } = flags;
  if ([flip, crop, rotate, jitter, cutout, mixup].every((value) => value === undefined)) {
    return undefined;
  }
  return {
    horizontalFlip: flip ?? NO_AUGMENTATION.horizontalFlip,
    randomResizedCrop: crop ?? NO_AUGMENTATION.randomResizedCrop,
    rotation: rotate ?? NO_AUGMENTATION.rotation,
    colourJitter: jitter ?? NO_AUGMENTATION.colourJitter,
    cutout: cutout ?? NO_AUGMENTATION.cutout,
    mixup: mixup ?? NO_AUGMENTATION.mixup,
  };
}
