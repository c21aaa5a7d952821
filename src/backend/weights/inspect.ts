/** Finds out what a file of weights is: which network's, for how many classes, and whether it is sound. */
import { UserError } from "../../protocol/errors";
import type { NetworkName } from "../../protocol/network";
import { throwIfCancelled } from "../util/context";
import {
  classesOf,
  isComplete,
  matchWeights,
  problems,
  type WantedWeights,
  type WeightsMatch,
} from "./match";
import { areFinite } from "./numbers";
import { withArrayFile } from "./readFile";

/** What a file turned out to be. */
export interface Inspection {
  readonly network: NetworkName;
  /** Null when it has no head. */
  readonly classes: number | null;
  /** What a person should know, in whole sentences. */
  readonly notes: readonly string[];
}

export interface InspectOptions {
  /** The networks that it may be of. */
  readonly networks: readonly WantedWeights[];
  /** What to call the file in sentences, when it is a copy. */
  readonly shownAs: string;
}

/** What is said of arrays with numbers that are not finite; nothing when there are none. */
export function notFinite(names: readonly string[]): string[] {
  const [first] = names;
  if (first === undefined) return [];
  const count = names.length === 1 ? "1 array holds" : `${names.length} arrays hold`;
  return [
    `${count} numbers that are not finite (the first is "${first}"): what is trained from them will` +
      " not be sound.",
  ];
}

/** What is said of a match and of its head. */
export function matchNotes(match: WeightsMatch): string[] {
  const classes = classesOf(match);
  return [
    ...(match.note === undefined ? [] : [match.note]),
    ...(classes === null
      ? []
      : [`Its own classifier (${classes} classes) is left out: a new one is trained.`]),
  ];
}

/** The match that has the most; says why it is not enough. */
function closest(matches: readonly WeightsMatch[], shownAs: string): UserError {
  const [best] = [...matches].sort((a, b) => b.found.size - a.found.size);
  if (best === undefined || best.found.size === 0) {
    const names = matches.map(({ network }) => network).join(", ");
    const reasons = best?.reason === undefined ? "" : ` (${best.network}: ${best.reason})`;
    const message = `${shownAs} has weights of none of Pupil's networks: ${names}${reasons}.`;
    return new UserError("checkpoint-mismatch", message);
  }
  const reasons = problems(best).join("; ");
  const message = `${shownAs} has not the weights of ${best.network}, which it is closest to: ${reasons}.`;
  return new UserError("checkpoint-mismatch", message);
}

/** Reads the whole file once; throws "corrupt-file" or "checkpoint-mismatch" for what is of no use. */
export async function inspect(
  path: string,
  { networks, shownAs }: InspectOptions,
  signal: AbortSignal,
): Promise<Inspection> {
  return await withArrayFile(
    path,
    async (file) => {
      const matches = networks.map((wanted) => matchWeights(wanted, file));
      const match = matches.find(isComplete);
      if (match === undefined) throw closest(matches, shownAs);
      const bad: string[] = [];
      for (const [name, { read }] of match.found) {
        throwIfCancelled(signal);
        if (!areFinite(await read())) bad.push(name);
      }
      const notes = [...matchNotes(match), ...notFinite(bad)];
      return { network: match.network, classes: classesOf(match), notes };
    },
    shownAs,
  );
}
