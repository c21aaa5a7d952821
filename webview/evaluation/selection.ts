/** Which predictions the gallery shows and in which order. Pure. */
import type { PicturePrediction } from "../../src/protocol/evaluation";

export type Verdict = "all" | "right" | "wrong";
export type Order = "name" | "confident" | "doubtful" | "loss";

/** Which pictures by where they came from. */
export type Origin = "all" | "real" | "generated";

/** Certainties of a tenth: above `low` up to `high`, as calibration counts them. */
export interface Tenth {
  readonly low: number;
  readonly high: number;
}

export interface Selection {
  readonly verdict: Verdict;
  /** Index of the actual class; null is any. */
  readonly actual: number | null;
  readonly predicted: number | null;
  /** How sure the network was; null is however sure. */
  readonly certainty: Tenth | null;
  readonly origin: Origin;
  readonly order: Order;
}

/** A cell of the matrix, or a whole row or column when one is null. */
export type Cell = Pick<Selection, "actual" | "predicted">;

/** What a click elsewhere shows in the gallery; what it does not say is any. */
export type Choice = Partial<Pick<Selection, "actual" | "predicted" | "certainty" | "origin">>;

/** The tenths of certainty, lowest first. */
export const TENTHS: readonly Tenth[] = Array.from({ length: 10 }, (_, index) => ({
  low: index / 10,
  high: (index + 1) / 10,
}));

/** How sure the network was of what it said, 0..1. */
export function confidence({ probabilities, predicted }: PicturePrediction): number {
  return probabilities[predicted] ?? 0;
}

export function isRight({ actual, predicted }: PicturePrediction): boolean {
  return actual === predicted;
}

function isWithin(share: number, { low, high }: Tenth): boolean {
  return (share > low || low === 0) && share <= high;
}

/** The predictions that fit, in order; equal ones by name. `generated` has the paths of generated pictures. */
export function select(
  predictions: readonly PicturePrediction[],
  { verdict, actual, predicted, certainty, origin, order }: Selection,
  generated: ReadonlySet<string>,
): PicturePrediction[] {
  const fitting = predictions.filter(
    (each) =>
      (verdict === "all" || isRight(each) === (verdict === "right")) &&
      (actual === null || each.actual === actual) &&
      (predicted === null || each.predicted === predicted) &&
      (certainty === null || isWithin(confidence(each), certainty)) &&
      (origin === "all" || generated.has(each.path) === (origin === "generated")),
  );
  const byName = (a: PicturePrediction, b: PicturePrediction): number =>
    a.path.localeCompare(b.path, undefined, { numeric: true });
  const orders: Readonly<Record<Order, (a: PicturePrediction, b: PicturePrediction) => number>> = {
    name: () => 0,
    confident: (a, b) => confidence(b) - confidence(a),
    doubtful: (a, b) => confidence(a) - confidence(b),
    loss: (a, b) => b.loss - a.loss,
  };
  return fitting.sort((a, b) => orders[order](a, b) || byName(a, b));
}

/** One step of the mulberry32 generator: 0..1 for a counter. */
function mulberry(seed: number): number {
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** `count` of the items drawn without repetition; the same for the same seed. */
export function draw<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  let state = Math.imul(seed, 0x9e3779b9) | 0;
  while (drawn.length < count && left.length > 0) {
    state = (state + 0x6d2b79f5) | 0;
    drawn.push(...left.splice(Math.floor(mulberry(state) * left.length), 1));
  }
  return drawn;
}
