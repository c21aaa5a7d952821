/** Divides samples into folds for cross-validation, without a leak between them. */
import type { Sample } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { Random } from "../util/random";
import { classesOf, countClasses, type Unit, unitsOf } from "./split";
import { isTrainingCopy } from "./use";

/** Indices into the samples, ascending. */
export interface Fold {
  /** All other folds' pictures, generated ones included. */
  readonly train: readonly number[];
  /** The fold's own pictures; generated ones are never tested with. */
  readonly test: readonly number[];
}

/** A fold while it fills. */
interface Filling {
  readonly units: Unit[];
  /** How many more pictures of each class it should take. */
  readonly room: Map<string, number>;
  pictures: number;
}

/** What would be left in the unit's tightest class. */
function roomFor({ takes }: Unit, { room }: Filling): number {
  const left = [...takes].map(([name, count]) => (room.get(name) ?? 0) - count);
  return Math.min(Number.MAX_SAFE_INTEGER, ...left);
}

function sizeOf({ takes }: Unit): number {
  return [...takes.values()].reduce((sum, count) => sum + count, 0);
}

/** The fold with the most room; of equals the one with the fewest pictures. */
function roomiest(unit: Unit, folds: readonly Filling[]): Filling | undefined {
  const rooms = folds.map((fold) => roomFor(unit, fold));
  const most = Math.max(...rooms);
  const equals = folds.filter((_, index) => rooms[index] === most);
  const fewest = Math.min(...equals.map(({ pictures }) => pictures));
  return equals.find(({ pictures }) => pictures === fewest);
}

/** Throws "too-few-pictures" for a class that one fold would have all of. */
function assertSpread(folds: readonly Filling[], classes: readonly string[], target: string): void {
  for (const name of classes) {
    const having = folds.filter(({ units }) => units.some((unit) => unit.takes.has(name)));
    if (having.length > 1) continue;
    const message =
      `The pictures of the ${target} "${name}" are copies of one another: kept together, they` +
      " cannot be both learned from and tested with.";
    throw new UserError("too-few-pictures", message);
  }
}

/**
 * Divides into folds of equal size, stratified by the target's classes, groups kept together. The
 * same pictures and seed give the same folds, whatever the order of the samples.
 */
export function splitFolds(
  samples: readonly Sample[],
  target: string,
  options: { readonly seed: number; readonly folds: number },
): Fold[] {
  const classes = classesOf(samples, target);
  const units = unitsOf(samples, target);
  const counts = countClasses(units, classes, target);
  const folds = Array.from({ length: options.folds }, (): Filling => {
    const room = new Map(classes.map((name, at) => [name, (counts[at] ?? 0) / options.folds]));
    return { units: [], room, pictures: 0 };
  });
  const shuffled = Random.of(options.seed, "folds").shuffle(units);
  for (const unit of shuffled.sort((a, b) => sizeOf(b) - sizeOf(a))) {
    const fold = roomiest(unit, folds);
    fold?.units.push(unit);
    for (const [name, count] of unit.takes)
      fold?.room.set(name, (fold.room.get(name) ?? 0) - count);
    if (fold !== undefined) fold.pictures += sizeOf(unit);
  }
  assertSpread(folds, classes, target);
  const parts = folds.map((fold) => fold.units.flatMap(({ indices }) => indices));
  const ascending = (indices: readonly number[]) => [...indices].sort((a, b) => a - b);
  return parts.map((part) => ({
    train: ascending(parts.flatMap((other) => (other === part ? [] : other))),
    test: ascending(
      part.filter((index) => samples[index] !== undefined && !isTrainingCopy(samples[index])),
    ),
  }));
}
