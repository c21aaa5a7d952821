/** What a sweep may try: its schema for editors, and sentences for what does not fit. */
import { z } from "zod";
import { DEFAULT_SEED } from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import {
  SWEEP_METRICS,
  SWEEP_SEARCHES,
  type SweepPlan,
  type SweepRange,
  type SweepValue,
} from "../../protocol/sweep";
import type { TrainConfig } from "../../protocol/training";
import { augmentConfigSchema } from "../augment/training/config";
import { configSchema, fineTuneSchema } from "./config";

export const DEFAULT_TRIALS = 10;
/** More would take longer than anybody waits. */
export const MOST_TRIALS = 1000;

/** The schema of a setting without its default, with what it says of itself. */
function bare(schema: z.ZodType): { readonly inner: z.ZodType; readonly description: string } {
  const description = schema.description ?? "";
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return { inner, description: description === "" ? (inner.description ?? "") : description };
}

/** Lists of values that a setting may have, and for numbers ranges of them. */
function valuesOf(schema: z.ZodType): z.ZodType<readonly SweepValue[] | SweepRange> {
  const { inner, description } = bare(schema);
  const list = z.array(inner as z.ZodType<SweepValue>).min(1);
  if (!(inner instanceof z.ZodNumber)) return list.describe(description);
  const range = z.strictObject({
    min: inner,
    max: inner,
    scale: z.enum(["linear", "log"]).optional().meta({
      description: "log: each power of ten is as likely as the next. Default linear.",
    }),
  });
  return z.union([list, range]).describe(`${description} A list, or for random search a range.`);
}

function dotted(prefix: string, shape: Readonly<Record<string, z.ZodType>>) {
  return Object.entries(shape).map(([key, schema]) => [`${prefix}.${key}`, schema] as const);
}

/**
 * The same for all trials: what decides which pictures are validated on (target, seed), so that they
 * can be compared, and what changes no number (engine). Settings with parts are tried by their parts.
 */
const FIXED: ReadonlySet<string> = new Set<keyof TrainConfig>([
  "target",
  "secondTarget",
  "seed",
  "engine",
  "validation",
  "fineTune",
  "augmentation",
]);

/** The settings that trials may differ in. */
function sweptSettings(): Readonly<Record<string, z.ZodType>> {
  const plain = Object.entries(configSchema.shape).filter(([key]) => !FIXED.has(key));
  return Object.fromEntries<z.ZodType>([
    ...plain,
    ...dotted("fineTune", fineTuneSchema.shape),
    ...dotted("augmentation", augmentConfigSchema.shape),
  ]);
}

const SETTINGS = sweptSettings();

/** A `sweep` in a pupil.json file. */
export const sweepSchema: z.ZodType<SweepPlan> = z
  .strictObject({
    search: z.enum(SWEEP_SEARCHES).meta({
      description: "How trials are chosen.",
      enumDescriptions: ["Every combination.", "So many combinations, drawn by the seed."],
    }),
    settings: z
      .strictObject(
        Object.fromEntries(
          Object.entries(SETTINGS).map(([key, schema]) => [key, valuesOf(schema).optional()]),
        ),
      )
      .describe("What to try of each setting; the others are as the file says.") as z.ZodType<
      SweepPlan["settings"]
    >,
    trials: z
      .int()
      .min(1)
      .max(MOST_TRIALS)
      .optional()
      .meta({ description: "Of a random search: how many combinations.", default: DEFAULT_TRIALS }),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional()
      .meta({ description: "Of a random search.", default: DEFAULT_SEED }),
    metric: z.enum(SWEEP_METRICS).optional().meta({
      description: "What trials are ranked by, on the validation pictures. Default accuracy.",
    }),
  })
  .describe("Trains several times with other settings: `pupil sweep pupil.json`.");

const EXPECTED: Readonly<Record<string, string>> = {
  search: `one of ${SWEEP_SEARCHES.join(", ")}`,
  settings: "an object of settings, each with a list of values to try",
  trials: `a whole number from 1 to ${MOST_TRIALS}`,
  seed: "a whole number from 0 to 4294967295",
  metric: `one of ${SWEEP_METRICS.join(", ")}`,
};

function sentence(issue: z.core.$ZodIssue): string {
  const [key, setting] = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((each) => `"${each}"`).join(", ");
    const names = key === undefined ? Object.keys(EXPECTED) : Object.keys(SETTINGS);
    return `A sweep has no ${key === undefined ? "part" : "setting"} ${keys}; it may have ${names.join(", ")}.`;
  }
  if (key === undefined) return `sweep must be an object of ${Object.keys(EXPECTED).join(", ")}.`;
  if (setting === undefined) return `sweep.${key} must be ${EXPECTED[key] ?? "another value"}.`;
  const range = bare(SETTINGS[setting] ?? z.never()).inner instanceof z.ZodNumber;
  return (
    `sweep.settings["${setting}"] must be a list of values that the setting may have` +
    `${range ? ", or for random search an object of min, max and scale (linear or log)" : ""}.`
  );
}

/** What does not fit though each part does. */
function assertSensible({ search, settings, trials, seed }: SweepPlan): void {
  const fail = (message: string) => {
    throw new UserError("invalid-config", message);
  };
  if (Object.keys(settings).length === 0) fail("sweep.settings is empty: there is nothing to try.");
  if (search === "grid" && (trials ?? seed) !== undefined) {
    fail("sweep.trials and sweep.seed are for random search: a grid tries every combination.");
  }
  for (const [key, values] of Object.entries(settings)) {
    if (!("min" in values)) continue;
    const name = `sweep.settings["${key}"]`;
    if (search === "grid") fail(`${name} must be a list for a grid: a range is for random search.`);
    if (values.min >= values.max) fail(`${name}: min must be lower than max.`);
    if (values.scale === "log" && values.min <= 0) fail(`${name}: a log scale begins above 0.`);
  }
}

/** Parses a sweep's plan; throws "invalid-config" with a sentence about what does not fit. */
export function parsePlan(value: unknown): SweepPlan {
  const parsed = sweepSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = issue ? sentence(issue) : "The sweep does not fit.";
    throw new UserError("invalid-config", message, { cause: parsed.error });
  }
  assertSensible(parsed.data);
  return parsed.data;
}
