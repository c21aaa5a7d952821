/** Training's settings as options of the command line. */
import { type Command, Option } from "commander";
import { DEFAULTS, FINE_TUNE_DEFAULTS, type PlainSetting } from "../../protocol/defaults";
import { NETWORK_NAMES } from "../../protocol/network";
import {
  type FineTuneConfig,
  NORMALISATIONS,
  type RequestedConfig,
  SCHEDULES,
  type TrainConfig,
  TRAINING_BALANCES,
  TRAINING_METHODS,
} from "../../protocol/training";
import { type AugmentFlags, givenAugmentation } from "./augmentOptions";
import { number } from "./options";

/** What `trainSettings` gives, beside the augmentation's. */
export interface TrainFlags
  extends
    Partial<Omit<TrainConfig, "learningRate" | "augmentation" | "fineTune">>,
    Partial<FineTuneConfig> {
  readonly lr?: number;
  readonly clip?: number;
  readonly headLr?: number;
}

/** The default, or those of the methods where they differ. */
function defaultText(key: PlainSetting): string {
  const { full, frozen, fineTune } = DEFAULTS;
  if (full[key] === frozen[key] && full[key] === fineTune[key]) return String(full[key]);
  return `full ${full[key]}, frozen ${frozen[key]}, fineTune ${fineTune[key]}`;
}

/** Adds the settings; what is not given is undefined, so that a file may give it. */
export function trainSettings(command: Command): Command {
  const text = (flags: string, description: string) =>
    command.addOption(new Option(flags, description));
  const add = (flags: string, description: string, key: PlainSetting) => {
    const option = new Option(flags, `${description} (default: ${defaultText(key)})`);
    const isNumber = typeof DEFAULTS.full[key] === "number";
    command.addOption(isNumber ? option.argParser(number) : option);
  };
  const tune = (flags: string, description: string, value: string | number) => {
    const option = new Option(flags, `fineTune: ${description} (default: ${value})`);
    command.addOption(flags.includes("<") ? option.argParser(number) : option);
  };
  const choice = (flags: string, description: string, choices: readonly string[]) =>
    command.addOption(new Option(flags, description).choices(choices));
  text(
    "--network <name>",
    `${NETWORK_NAMES.join(", ")} (default: catDogNet, with weights mobileNetV2)`,
  );
  text("--target <name>", "the label to learn: species, breed, class, ...");
  text("--second-target <name>", "a second label to learn at once");
  choice("--method <way>", "what learns (default: full)", TRAINING_METHODS);
  text("--weights <name>", "pretrained weights: a name in the store, or the path of a file or run");
  choice(
    "--normalisation <whose>",
    "mean and deviation of the pixels (default: full data, else weights)",
    NORMALISATIONS,
  );
  add("--epochs <n>", "times through the training pictures", "epochs");
  add("--batch <n>", "pictures a step", "batch");
  add("--lr <rate>", "Adam's learning rate", "learningRate");
  choice(
    "--schedule <name>",
    `how the learning rate moves (default: ${defaultText("schedule")})`,
    SCHEDULES,
  );
  add("--warmup <epochs>", "the learning rate rises from 0 so long", "warmup");
  add("--weight-decay <share>", "AdamW's", "weightDecay");
  add("--label-smoothing <share>", "of each label, spread over all classes", "labelSmoothing");
  add("--clip <norm>", "largest norm of the gradients, 0: any", "gradientClipping");
  add("--seed <n>", "of split, weights, order and dropout", "seed");
  add("--image-size <n>", "pixels a side, a multiple of 32", "imageSize");
  add("--early-stop <n>", "stop after n epochs without improvement, 0: never", "earlyStop");
  add("--engine <id>", "auto, cpu, cuda, webgpu or tensorflow", "engine");
  const averaging = "evaluate and predict with the mirrored picture, too";
  text("--flip-averaging", `${averaging} (default: ${defaultText("flipAveraging")})`);
  text("--no-flip-averaging", "evaluate and predict with the picture as it is");
  text("--no-validation", "learn from the validation pictures, too, and use the last epoch");
  choice(
    "--balance <way>",
    "what to do about classes of unequal size (default: as the folder was augmented)",
    TRAINING_BALANCES,
  );
  const { headLearningRate, stages, stageRate } = FINE_TUNE_DEFAULTS;
  tune("--head-epochs <n>", "the first epochs, which train the head alone", "four fifths of them");
  tune("--head-lr <rate>", "their learning rate", headLearningRate);
  tune("--stages <n>", "how many of the last stages learn then", stages);
  tune("--stage-rate <factor>", "learning rate of a stage over the next one's", stageRate);
  tune("--no-frozen-statistics", "let running statistics follow", "they stay");
  return command;
}

function defined<T extends object>(settings: T): Partial<T> {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

function givenFineTune(flags: TrainFlags): Partial<FineTuneConfig> {
  const { headEpochs, headLr, stages, stageRate, frozenStatistics } = flags;
  return defined({
    headEpochs,
    headLearningRate: headLr,
    stages,
    stageRate,
    // commander says true where --no-... was not given
    frozenStatistics: frozenStatistics === false ? false : undefined,
  });
}

/** The settings that were given, under the configuration's names. */
export function givenSettings(flags: TrainFlags & AugmentFlags): Partial<RequestedConfig> {
  const { lr, clip, ...named } = flags;
  const fineTune = givenFineTune(flags);
  return defined({
    network: named.network,
    target: named.target,
    secondTarget: named.secondTarget,
    method: named.method,
    weights: named.weights,
    normalisation: named.normalisation,
    epochs: named.epochs,
    batch: named.batch,
    learningRate: lr,
    schedule: named.schedule,
    warmup: named.warmup,
    weightDecay: named.weightDecay,
    labelSmoothing: named.labelSmoothing,
    gradientClipping: clip,
    seed: named.seed,
    imageSize: named.imageSize,
    earlyStop: named.earlyStop,
    engine: named.engine,
    flipAveraging: named.flipAveraging,
    validation: named.validation === false ? false : undefined, // as with frozenStatistics
    balance: named.balance,
    augmentation: givenAugmentation(flags),
    fineTune: Object.keys(fineTune).length > 0 ? fineTune : undefined,
  });
}
