/** The settings of a training run: defaults, limits, and sentences for what does not fit. */
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES } from "../../protocol/network";
import { ENGINE_IDS, type TrainConfig, TRAINING_BALANCES } from "../../protocol/training";
import { augmentConfigSchema } from "../augment/training/config";

/** The notebook's settings; it stops early never. */
export const defaults = {
  epochs: 15,
  batch: 100,
  learningRate: 1e-5,
  seed: 27,
  imageSize: 128,
  earlyStop: 0,
  engine: "auto",
} as const satisfies Partial<TrainConfig>;

/** Every setting with its limits, default and description; unknown keys do not pass. */
export const configSchema = z.strictObject({
  network: z.enum(NETWORK_NAMES).meta({
    description: "The network to train.",
    enumDescriptions: [
      "Four convolution blocks and two linear layers: small pictures, few classes.",
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
  epochs: z
    .int()
    .min(1)
    .max(10_000)
    .default(defaults.epochs)
    .describe("How many times the training pictures are gone through."),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .default(defaults.batch)
    .describe("Pictures a training step; fewer need less memory."),
  learningRate: z
    .number()
    .gt(0)
    .max(1)
    .default(defaults.learningRate)
    .describe("Adam's step size."),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(defaults.seed)
    .describe("Of the split, the initial weights, the order of pictures and dropout."),
  imageSize: z
    .int()
    .min(32)
    .max(1024)
    .multipleOf(32)
    .default(defaults.imageSize)
    .describe("Pixels a side that pictures are resized to, a multiple of 32."),
  earlyStop: z
    .int()
    .min(0)
    .max(10_000)
    .default(defaults.earlyStop)
    .describe("Stop after this many epochs without a lower validation loss; 0 is never."),
  engine: z
    .enum(["auto", ...ENGINE_IDS])
    .default(defaults.engine)
    .describe("What computes; `auto` takes the fastest that works on this machine."),
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
      "Changes training pictures anew in each epoch; every setting is a strength, 0 is off.",
    ),
});

/** What each setting must be, as the end of a sentence. */
const EXPECTED: Readonly<Record<keyof TrainConfig, string>> = {
  network: `one of ${NETWORK_NAMES.join(", ")}`,
  target: 'the name of a label, for example "species"',
  epochs: "a whole number from 1 to 10000",
  batch: "a whole number from 1 to 4096",
  learningRate: "a number above 0, and 1 at most",
  seed: "a whole number from 0 to 4294967295",
  imageSize: "a multiple of 32 from 32 to 1024",
  earlyStop: "a whole number from 0 to 10000",
  engine: `one of auto, ${ENGINE_IDS.join(", ")}`,
  balance: `one of ${TRAINING_BALANCES.join(", ")}`,
  augmentation:
    "an object of horizontalFlip (0 to 1), randomResizedCrop (0 to 0.95), rotation (0 to 180)," +
    " colourJitter (0 to 1), cutout (0 to 1) and mixup (0 to 4)",
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

/** A whole configuration from whatever was given: missing settings take the defaults. */
export function parseConfig(value: unknown): TrainConfig {
  return parseSettings(configSchema, value);
}
