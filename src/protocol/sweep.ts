/** Words of sweeps: the same training with other settings, one trial after the other, to find the best. */
import type { RequestedConfig, RunState } from "./training";

/** `grid`: every combination; `random`: so many, drawn by a seed. */
export type SweepSearch = "grid" | "random";
export const SWEEP_SEARCHES: readonly SweepSearch[] = ["grid", "random"];

/** What trials are ranked by, on the validation pictures; never on the test's. */
export type SweepMetric = "accuracy" | "loss";
export const SWEEP_METRICS: readonly SweepMetric[] = ["accuracy", "loss"];

export type SweepValue = string | number | boolean;

/** Numbers from one to another, both included; for random search. */
export interface SweepRange {
  readonly min: number;
  readonly max: number;
  /** `log`: each power of ten is as likely as the next. Default `linear`. */
  readonly scale?: "linear" | "log";
}

export interface SweepPlan {
  readonly search: SweepSearch;
  /** What to try of each setting; one inside another has a dotted name: "fineTune.stages". */
  readonly settings: Readonly<Record<string, readonly SweepValue[] | SweepRange>>;
  /** Of a random search: how many combinations. Default 10. */
  readonly trials?: number;
  /** Of a random search. Default 27. */
  readonly seed?: number;
  /** Default `accuracy`. */
  readonly metric?: SweepMetric;
}

export interface SweepRequest {
  readonly directory: string;
  /** What all trials have in common. */
  readonly config: RequestedConfig;
  readonly plan: SweepPlan;
}

/** What marks a run as a trial of a sweep. */
export interface SweepMark {
  /** Of the sweep. */
  readonly id: string;
  /** Counted from 1. */
  readonly trial: number;
}

export interface SweepTrial {
  /** Counted from 1. */
  readonly number: number;
  /** By the names of the plan's settings. */
  readonly settings: Readonly<Record<string, SweepValue>>;
  /** `waiting`: there is no run yet. */
  readonly state: "waiting" | RunState;
  /** Path of the run's folder. */
  readonly run?: string;
  readonly epochsDone: number;
  /** Of the best epoch so far, with what was validated in it. */
  readonly bestEpoch?: number;
  readonly validationAccuracy?: number;
  /** With a second target, the sum of both. */
  readonly validationLoss?: number;
  /** Wall time of its epochs. */
  readonly seconds: number;
  /** Why it came to nothing. */
  readonly error?: string;
}

/** `stopped`: trials are left, and nobody works on them. */
export type SweepState = "running" | "stopped" | "finished";

export interface Sweep {
  /** Name of its folder. */
  readonly id: string;
  /** Absolute path of the data set. */
  readonly directory: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly state: SweepState;
  readonly config: RequestedConfig;
  readonly plan: SweepPlan;
  /** In their order. */
  readonly trials: readonly SweepTrial[];
  /** Numbers of the finished trials, the best first; of equals the earlier one. */
  readonly ranking: readonly number[];
}
