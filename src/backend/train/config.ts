/** The settings of a training run: their limits, and sentences for what does not fit. */
import { z } from "zod";
import {
  completeFineTune,
  DEFAULTS,
  defaultNormalisation,
  FINE_TUNE_DEFAULTS,
  type PlainSetting,
} from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES } from "../../protocol/network";
import {
  ENGINE_IDS,
  NORMALISATIONS,
  SCHEDULES,
  type TrainConfig,
  TRAINING_BALANCES,
  TRAINING_METHODS,
  type WholeTrainConfig,
} from "../../protocol/training";
import { augmentConfigSchema } from "../augment/training/config";
import { assertConsistent } from "./configRules";

/** A setting's description with its default, or those of the methods where they differ. */
function described(key: PlainSetting, text: string) {
  const { full, frozen, fineTune } = DEFAULTS;
  if (full[key] === frozen[key] && full[key] === fineTune[key]) {
    return { description: text, default: full[key] };
  }
  const defaults = `Default ${full[key]}; frozen ${frozen[key]}, fineTune ${fineTune[key]}.`;
  return { description: `${text} ${defaults}` };
}

/** Fine-tuning's own settings. */
export const fineTuneSchema = z.strictObject({
  headEpochs: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe(
      "So many of the epochs, the first ones, train the head alone. Default four fifths of them.",
    ),
  headLearningRate: z
    .number()
    .gt(0)
    .max(1)
    .default(FINE_TUNE_DEFAULTS.headLearningRate)
    .describe("The learning rate of these epochs."),
  stages: z
    .int()
    .min(1)
    .max(100)
    .default(FINE_TUNE_DEFAULTS.stages)
    .describe("How many of the network's last stages learn with the head afterwards."),
  stageRate: z
    .number()
    .gt(0)
    .max(1)
    .default(FINE_TUNE_DEFAULTS.stageRate)
    .describe("A stage's learning rate is that of the one after it times this."),
  frozenStatistics: z
    .boolean()
    .default(FINE_TUNE_DEFAULTS.frozenStatistics)
    .describe("Whether normalisations keep their pretrained running statistics."),
});

/** Every setting with its limits and description; unknown keys do not pass. */
export const configSchema = z.strictObject({
  network: z.enum(NETWORK_NAMES).meta({
    description: "The network to train.",
    enumDescriptions: [
      "Four convolution blocks and two linear layers: small pictures, few classes.",
      "MobileNetV2: small and quick; made for pretrained weights.",
      "ResNet-34: deeper, with fewer parameters.",
      "ResNet-50: deepest; for many classes and larger pictures.",
    ],
  }),
  target: z
    .string()
    .min(1)
    .meta({
      description: "The label to learn, as the scan of the data set names it.",
      examples: ["species", "breed", "class"],
    }),
  secondTarget: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: "A second label to learn at once, by a head of its own on the same backbone.",
      examples: ["breed"],
    }),
  method: z
    .enum(TRAINING_METHODS)
    .optional()
    .meta({
      description: "How the network learns. Default full.",
      enumDescriptions: [
        "Everything, with one learning rate.",
        "The head alone, from what pretrained weights make of each picture: seconds an epoch.",
        "The head first, then also the last stages of pretrained weights, more slowly.",
      ],
    }),
  weights: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Pretrained weights: a name in the store, a checksum's first digits, or the path of a file" +
        " or run. Absent: from scratch.",
    ),
  normalisation: z
    .enum(NORMALISATIONS)
    .optional()
    .meta({
      description:
        "By whose mean and standard deviation pixels are normalised. Default data for full," +
        " weights for frozen and fineTune.",
      enumDescriptions: ["The training pictures'.", "Those that the weights were trained with."],
    }),
  epochs: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta(described("epochs", "How many times the training pictures are gone through.")),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .meta(described("batch", "Pictures a training step; fewer need less memory.")),
  learningRate: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .meta(described("learningRate", "Adam's step size, at its highest.")),
  schedule: z
    .enum(SCHEDULES)
    .optional()
    .meta({
      ...described("schedule", "How the learning rate moves from step to step."),
      enumDescriptions: [
        "Not at all.",
        "Down to 0 along a cosine.",
        "Up from a 25th over the first 30 %, then down to nothing (Smith's 1cycle).",
      ],
    }),
  warmup: z
    .number()
    .min(0)
    .max(10_000)
    .optional()
    .meta(described("warmup", "Epochs over which the learning rate rises from 0 at first.")),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta(
      described(
        "weightDecay",
        "AdamW's: the share, times the learning rate, that weights lose a step.",
      ),
    ),
  labelSmoothing: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .meta(
      described("labelSmoothing", "So much of each label is spread over all classes in training."),
    ),
  gradientClipping: z
    .number()
    .min(0)
    .max(1e6)
    .optional()
    .meta(described("gradientClipping", "Gradients are scaled down to this norm; 0 is never.")),
  fineTune: fineTuneSchema.optional().describe("What the method fineTune needs beside the rest."),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional()
    .meta(
      described("seed", "Of the split, the initial weights, the order of pictures and dropout."),
    ),
  imageSize: z
    .int()
    .min(32)
    .max(1024)
    .multipleOf(32)
    .optional()
    .meta(described("imageSize", "Pixels a side that pictures are resized to, a multiple of 32.")),
  earlyStop: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .meta(
      described(
        "earlyStop",
        "Stop after this many epochs without a lower validation loss; 0 is never.",
      ),
    ),
  engine: z
    .enum(["auto", ...ENGINE_IDS])
    .optional()
    .meta(
      described("engine", `What computes; \`auto\` takes the fastest that works on this machine.`),
    ),
  balance: z
    .enum(TRAINING_BALANCES)
    .optional()
    .meta({
      description:
        "What to do about classes of unequal size; by default as `pupil augment` was last asked to.",
      enumDescriptions: [
        "Nothing.",
        "Learn from the generated pictures, too.",
        "Leave training pictures of the larger classes out, at random by the seed.",
        "Weigh each picture's loss by how rare its class is.",
      ],
    }),
  augmentation: augmentConfigSchema
    .optional()
    .describe(
      "Changes training pictures anew in each epoch; every setting is a strength, 0 is off, and" +
        " replaces the method's own. Default nothing; frozen and fineTune mirror half of them.",
    ),
  flipAveraging: z
    .boolean()
    .optional()
    .meta(
      described(
        "flipAveraging",
        "Evaluation and prediction average a picture's answer with that of its mirror image.",
      ),
    ),
  validation: z
    .boolean()
    .optional()
    .meta(
      described(
        "validation",
        "Whether pictures are held out of training to validate by. Without, they are learned from," +
          " too, and the last epoch is used.",
      ),
    ),
});

/** Settings as they may be given: those that are left out take the method's defaults. */
export type GivenConfig = z.output<typeof configSchema>;

/** What each setting must be, as the end of a sentence. */
const EXPECTED: Readonly<Record<keyof TrainConfig, string>> = {
  network: `one of ${NETWORK_NAMES.join(", ")}`,
  target: 'the name of a label, for example "species"',
  secondTarget: 'the name of another label, for example "breed"',
  method: `one of ${TRAINING_METHODS.join(", ")}`,
  weights: "a name in the store, or the path of a file or run",
  normalisation: `one of ${NORMALISATIONS.join(", ")}`,
  epochs: "a whole number from 1 to 10000",
  batch: "a whole number from 1 to 4096",
  learningRate: "a number above 0, and 1 at most",
  schedule: `one of ${SCHEDULES.join(", ")}`,
  warmup: "a number of epochs from 0 to 10000",
  weightDecay: "a number from 0 to 1",
  labelSmoothing: "a number from 0 to below 1",
  gradientClipping: "a number from 0 to 1000000",
  fineTune:
    "an object of headEpochs (0 to 10000), headLearningRate (above 0, to 1), stages (1 to 100)," +
    " stageRate (above 0, to 1) and frozenStatistics (true or false)",
  seed: "a whole number from 0 to 4294967295",
  imageSize: "a multiple of 32 from 32 to 1024",
  earlyStop: "a whole number from 0 to 10000",
  engine: `one of auto, ${ENGINE_IDS.join(", ")}`,
  balance: `one of ${TRAINING_BALANCES.join(", ")}`,
  augmentation:
    "an object of horizontalFlip (0 to 1), randomResizedCrop (0 to 0.95), rotation (0 to 180)," +
    " colourJitter (0 to 1), cutout (0 to 1) and mixup (0 to 4)",
  flipAveraging: "true or false",
  validation: "true or false",
};

function sentence(issue: z.core.$ZodIssue, value: unknown, known: Record<string, string>): string {
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    const keys = issue.keys.map((key) => `"${key}"`).join(", ");
    const names = Object.keys(known).join(", ");
    return `There is no setting ${keys}; the settings are ${names}.`;
  }
  const key = String(issue.path[0] ?? "");
  const expected = known[key];
  if (expected === undefined) return "The settings must be a JSON object.";
  const given = (value as Record<string, unknown>)[key];
  if (given === undefined) return `The setting "${key}" is missing: it must be ${expected}.`;
  return `${key} must be ${expected}, not ${JSON.stringify(given)}.`;
}

/** Parses settings; `more` says what further keys of the schema must be. Throws "invalid-config". */
export function parseSettings<T>(
  schema: z.ZodType<T>,
  value: unknown,
  more: Readonly<Record<string, string>> = {},
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = { ...more, ...EXPECTED };
  const message = issue ? sentence(issue, value, known) : "The settings do not fit.";
  throw new UserError("invalid-config", message, { cause: parsed.error });
}

/** What a run trains by, but for what only its data set can say. */
export type AskedConfig = Omit<WholeTrainConfig, "balance"> & Pick<TrainConfig, "balance">;

/** Without the settings that were given as undefined: they must not take the defaults' place. */
function withoutUndefined(given: GivenConfig): GivenConfig {
  const all = Object.entries(given as Readonly<Record<string, unknown>>);
  const entries = all.filter(([, setting]) => setting !== undefined);
  return Object.fromEntries(entries) as GivenConfig;
}

/**
 * A whole configuration from whatever was given: missing settings take the method's defaults.
 * Throws "invalid-config" for settings that do not fit, alone or together.
 */
export function parseConfig(value: unknown): AskedConfig {
  const { fineTune, ...given } = withoutUndefined(parseSettings(configSchema, value));
  const method = given.method ?? "full";
  const settings = { ...DEFAULTS[method], normalisation: defaultNormalisation(method), ...given };
  const isTuning = method === "fineTune" || fineTune !== undefined; // refused where it is not for it
  const config: AskedConfig = {
    ...settings,
    method,
    ...(isTuning && { fineTune: completeFineTune(fineTune ?? {}, settings.epochs) }),
  };
  assertConsistent(config);
  return config;
}
