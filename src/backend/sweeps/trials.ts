/** The trials of a plan: every combination of its values, or so many drawn by its seed. */
import { NO_AUGMENTATION } from "../../protocol/augment";
import { DEFAULT_SEED, DEFAULTS } from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import type { SweepPlan, SweepRange, SweepValue } from "../../protocol/sweep";
import type { RequestedConfig } from "../../protocol/training";
import { parseConfig } from "../train/config";
import { DEFAULT_TRIALS, MOST_TRIALS } from "../train/sweepPlan";
import { Random } from "../util/random";

/** What a trial sets, by the names of settings. */
export type TrialSettings = Readonly<Record<string, SweepValue>>;

/** Settings that are whole numbers, and what they are multiples of. */
const STEPS: Readonly<Record<string, number>> = {
  epochs: 1,
  batch: 1,
  earlyStop: 1,
  imageSize: 32,
  "fineTune.headEpochs": 1,
  "fineTune.stages": 1,
};

/** Drawn numbers have so many digits: nobody needs more, and people read them. */
const DIGITS = 3;

/** A repeated combination is drawn again, so often at most: lists may have no more. */
const DRAWS_A_TRIAL = 100;

type Values = SweepPlan["settings"][string];

function isRange(values: Values): values is SweepRange {
  return "min" in values;
}

/** Uniform in itself or in its logarithm. */
function drawReal({ min, max, scale }: SweepRange, random: Random): number {
  if (scale !== "log") return random.between(min, max);
  return Math.exp(random.between(Math.log(min), Math.log(max)));
}

/**
 * A number of the range. Whole numbers are those that a real one, drawn from half a step below the
 * first to half a step above the last, is nearest to: the first and the last are no rarer.
 */
function drawNumber(key: string, { min, max, scale }: SweepRange, random: Random): number {
  const step = STEPS[key];
  const within = (drawn: number) => Math.min(max, Math.max(min, drawn));
  if (step === undefined) {
    return within(Number(drawReal({ min, max, scale }, random).toPrecision(DIGITS)));
  }
  const around = { min: min / step - 0.5, max: max / step + 0.5, scale };
  return within(step * Math.round(drawReal(around, random)));
}

/** The combination of a draw; that of a later one never depends on how many are drawn. */
function drawTrial({ settings, seed = DEFAULT_SEED }: SweepPlan, draw: number): TrialSettings {
  const entries = Object.entries(settings).map(([key, values]) => {
    const random = Random.of(seed, "sweep", key, draw);
    return [key, isRange(values) ? drawNumber(key, values, random) : random.pick(values)] as const;
  });
  return Object.fromEntries(entries);
}

/** Combinations that differ from one another, in the order in which they are drawn. */
function drawTrials(plan: SweepPlan): TrialSettings[] {
  const wanted = plan.trials ?? DEFAULT_TRIALS;
  const found = new Map<string, TrialSettings>();
  for (let draw = 0; found.size < wanted && draw < wanted * DRAWS_A_TRIAL; draw++) {
    const trial = drawTrial(plan, draw);
    const key = JSON.stringify(trial);
    if (!found.has(key)) found.set(key, trial);
  }
  return [...found.values()];
}

/** Every combination; the last setting changes quickest. */
function combine({ settings }: SweepPlan): TrialSettings[] {
  const lists = Object.entries(settings).flatMap(([key, values]) =>
    isRange(values) ? [] : [[key, [...new Set(values)]] as const],
  );
  const count = lists.reduce((product, [, values]) => product * values.length, 1);
  if (count > MOST_TRIALS) {
    const message = `The grid has ${count} combinations; ${MOST_TRIALS} are the most. Search at random instead.`;
    throw new UserError("invalid-config", message);
  }
  return lists.reduce<TrialSettings[]>(
    (trials, [key, values]) =>
      trials.flatMap((trial) => values.map((value) => ({ ...trial, [key]: value }))),
    [{}],
  );
}

/** What the trials of a plan set, in their order; a function of the plan alone. */
export function trialsOf(plan: SweepPlan): readonly TrialSettings[] {
  return plan.search === "grid" ? combine(plan) : drawTrials(plan);
}

/** The settings inside another one, without its name. */
function within(settings: TrialSettings, outer: string): TrialSettings {
  const inside = Object.entries(settings).flatMap(([key, value]) =>
    key.startsWith(`${outer}.`) ? [[key.slice(outer.length + 1), value] as const] : [],
  );
  return Object.fromEntries(inside);
}

/** A configuration with a trial's settings put into it; those that it does not set stay. */
export function withSettings(config: RequestedConfig, settings: TrialSettings): RequestedConfig {
  const plain = Object.entries(settings).filter(([key]) => !key.includes("."));
  const merged: RequestedConfig = { ...config, ...Object.fromEntries(plain) };
  const fineTune = within(settings, "fineTune");
  const augmentation = within(settings, "augmentation");
  const ofMethod = DEFAULTS[merged.method ?? "full"].augmentation ?? NO_AUGMENTATION;
  return {
    ...merged,
    ...(Object.keys(fineTune).length > 0 && { fineTune: { ...config.fineTune, ...fineTune } }),
    ...(Object.keys(augmentation).length > 0 && {
      augmentation: { ...(config.augmentation ?? ofMethod), ...augmentation },
    }),
  };
}

/** "learningRate 0.01, batch 32" */
export function settingsText(settings: TrialSettings): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

/** Throws "invalid-config" when a trial could not be trained: before the first one is. */
export function assertTrainable(config: RequestedConfig, trials: readonly TrialSettings[]): void {
  for (const [index, settings] of trials.entries()) {
    try {
      const { validation } = parseConfig(withSettings(config, settings));
      if (validation) continue;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = `Trial ${index + 1} (${settingsText(settings)}) does not fit: ${error.message}`;
      throw new UserError(error.code, message, { cause: error });
    }
    const message = "A sweep ranks its trials by validation: it cannot do without.";
    throw new UserError("invalid-config", message);
  }
}
