/** Divides samples into training, validation and test parts without a leak between them. */
import type { Sample, SplitSummary } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { Random } from "../util/random";
import { quotasOf } from "./quotas";
import { countLeaks, isTrainingCopy, isUsedFor } from "./use";

/** A class with fewer pictures cannot be learned, validated and tested. */
const MIN_PICTURES = 3;

/** Indices into the samples, ascending, of each part. */
export interface Split {
  readonly train: number[];
  readonly validation: number[];
  readonly test: number[];
  readonly summary: SplitSummary;
}

/** Pictures that must stay together: copies of one another, a source and what was made of it. */
export interface Unit {
  /** Path of its first picture that was not generated: no order of files changes it. */
  readonly key: string;
  readonly indices: readonly number[];
  /** How many of each class's quota it takes; generated pictures take none. */
  readonly takes: ReadonlyMap<string, number>;
}

/** The class names of a target, sorted; "unknown-target" when no sample has it. */
export function classesOf(samples: readonly Pick<Sample, "labels">[], target: string): string[] {
  // an object has a "constructor" that is no label
  const names = samples.map(({ labels }) =>
    Object.hasOwn(labels, target) ? labels[target] : undefined,
  );
  const classes = [...new Set(names)].filter((name) => name !== undefined).sort();
  if (classes.length > 0) return classes;
  const there = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))].sort();
  throw new UserError(
    "unknown-target",
    `The pictures have no label "${target}"; they have ${there.join(", ") || "none"}.`,
  );
}

/** The units of the samples that a target uses, sorted by key. */
export function unitsOf(samples: readonly Sample[], target: string): Unit[] {
  const members = new Map<number, number[]>();
  for (const [index, sample] of samples.entries()) {
    if (!isUsedFor(sample, target)) continue;
    const indices = members.get(sample.group);
    if (indices === undefined) members.set(sample.group, [index]);
    else indices.push(index);
  }
  const units = [...members.values()].map((indices): Unit => {
    const takes = new Map<string, number>();
    let key: string | undefined;
    for (const index of indices) {
      const sample = samples[index];
      const name = sample?.labels[target];
      if (sample === undefined || name === undefined) continue;
      if (isTrainingCopy(sample)) continue;
      if (key === undefined || sample.path < key) key = sample.path;
      takes.set(name, (takes.get(name) ?? 0) + 1);
    }
    return { key: key ?? "", indices, takes };
  });
  return units.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Checks that every class can be split, and counts its pictures, generated ones left out. */
export function countClasses(units: readonly Unit[], classes: readonly string[], target: string) {
  const [only] = classes;
  if (classes.length === 1) {
    const message = `All pictures have the ${target} "${only ?? ""}": there is nothing to learn.`;
    throw new UserError("one-class-only", message);
  }
  return classes.map((name) => {
    const count = units.reduce((sum, unit) => sum + (unit.takes.get(name) ?? 0), 0);
    if (count >= MIN_PICTURES) return count;
    const pictures = count === 1 ? "1 picture" : `${count} pictures`;
    throw new UserError(
      "too-few-pictures",
      `The class "${name}" of ${target} has ${pictures}; at least ${MIN_PICTURES} are needed` +
        " to train, validate and test.",
    );
  });
}

/** How much of the quotas a part would have left after taking the unit, in its tightest class. */
function roomFor(unit: Unit, quotas: ReadonlyMap<string, number[]>, part: number): number {
  const left = [...unit.takes].map(([name, count]) => (quotas.get(name)?.[part] ?? 0) - count);
  return Math.min(Number.MAX_SAFE_INTEGER, ...left);
}

/**
 * Gives each unit, the largest first, to the part with the most room: units of one picture fill
 * the quotas exactly, and larger ones rather go to training, which leaves fewer copies in the test.
 */
function assign(units: readonly Unit[], quotas: ReadonlyMap<string, number[]>): Unit[][] {
  const parts: Unit[][] = [[], [], []];
  const size = (unit: Unit) => [...unit.takes.values()].reduce((sum, count) => sum + count, 0);
  for (const unit of [...units].sort((a, b) => size(b) - size(a))) {
    const rooms = parts.map((_, part) => roomFor(unit, quotas, part));
    const part = rooms.indexOf(Math.max(...rooms));
    parts[part]?.push(unit);
    for (const [name, count] of unit.takes) {
      const quota = quotas.get(name);
      if (quota !== undefined) quota[part] = (quota[part] ?? 0) - count;
    }
  }
  return parts;
}

/** Moves a unit to training for each class that has none there, as pictures of two classes may. */
function fillTraining(parts: readonly Unit[][], classes: readonly string[]): void {
  const [train = [], ...others] = parts;
  for (const name of classes) {
    if (train.some((unit) => unit.takes.has(name))) continue;
    const from = others.find((part) => part.some((unit) => unit.takes.has(name)));
    const unit = from?.find((candidate) => candidate.takes.has(name));
    if (from === undefined || unit === undefined) continue;
    from.splice(from.indexOf(unit), 1);
    train.push(unit);
  }
}

/**
 * Splits 70/15/15, stratified by the target's classes, groups kept together; samples that the
 * target does not use are in no part. The same pictures and seed give the same parts, whatever the
 * order of the samples. Generated pictures follow their source into training and do not move
 * anything else, so generating from the training part leaves the other two as they were; where the
 * source is held out they are in no part. Those generated in the notebook's order are split like
 * any other picture, and what leaks is counted.
 */
export function splitSamples(samples: readonly Sample[], target: string, seed: number): Split {
  const classes = classesOf(samples, target);
  const units = unitsOf(samples, target);
  const quotas = quotasOf(countClasses(units, classes, target));
  const quotaOf = new Map(classes.map((name, index) => [name, quotas[index] ?? []]));
  const parts = assign(Random.of(seed, "split").shuffle(units), quotaOf);
  fillTraining(parts, classes);

  const indicesOf = (part: readonly Unit[] = []) =>
    part.flatMap((unit) => unit.indices).sort((a, b) => a - b);
  const at = (indices: readonly number[]) =>
    indices.map((index) => samples[index]).filter((sample) => sample !== undefined);
  const heldOut = (part: readonly Unit[] = []) =>
    indicesOf(part).filter((index) => at([index]).every((sample) => !isTrainingCopy(sample)));
  const train = indicesOf(parts[0]);
  const validation = heldOut(parts[1]);
  const test = heldOut(parts[2]);
  if (validation.length === 0 || test.length === 0) {
    throw new UserError(
      "too-few-pictures",
      "Too many pictures are copies of one another: with copies kept together, nothing is left" +
        " to validate or test with.",
    );
  }
  const counts = { train: train.length, validation: validation.length, test: test.length };
  const groupsKeptTogether = units.filter((unit) => unit.indices.length > 1).length;
  const leaked = countLeaks(at(train), at([...validation, ...test]));
  const summary = { seed, counts, groupsKeptTogether, ...(leaked > 0 && { leaked }) };
  return { train, validation, test, summary };
}
