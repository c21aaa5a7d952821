/** Finds a network's arrays in a file of weights, and says in sentences what does not fit. */
import { UserError } from "../../protocol/errors";
import type { NetworkName } from "../../protocol/network";
import { type ArrayEntry, type ArrayFile, type ArrayHeader, shorten } from "./arrayFile";
import { matchByOrder } from "./matchByOrder";
import { isHead, torchvisionNames } from "./names";

/** A network and the arrays that it needs; those of its head may be among them and are not asked for. */
export interface WantedWeights {
  readonly network: NetworkName;
  readonly specs: readonly ArrayHeader[];
}

/** What a file has of a network's backbone. */
export interface WeightsMatch {
  readonly network: NetworkName;
  /** How many arrays the backbone has. */
  readonly wanted: number;
  /** By the network's names, in its order. */
  readonly found: ReadonlyMap<string, ArrayEntry>;
  readonly missing: readonly string[];
  /** The network's arrays that have another shape in the file. */
  readonly misshaped: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Arrays of the file that neither backbone nor head know. */
  readonly extra: readonly string[];
  /** The file's own classifier, which is left out. */
  readonly head: readonly ArrayHeader[];
  /** Why the arrays could not be told by their order, where the names told nothing; a clause. */
  readonly reason?: string;
  /** What is special about how they were found; a whole sentence. */
  readonly note?: string;
}

/** The arrays of a network without its head. */
export function backboneOf(specs: readonly ArrayHeader[]): readonly ArrayHeader[] {
  return specs.filter(({ name }) => !isHead(name));
}

/** Looks for each array of the backbone, by name or else by its place in the graph; reads none. */
export function matchWeights(
  wanted: WantedWeights,
  { entries, layers }: Pick<ArrayFile, "entries" | "layers">,
): WeightsMatch {
  const byName = matchByName(wanted, entries.values());
  if (byName.found.size > 0 || layers === undefined) return byName;
  const ordered = matchByOrder(backboneOf(wanted.specs), layers);
  if ("reason" in ordered) return { ...byName, reason: ordered.reason };
  const note = ordered.wasFolded
    ? "Normalisation was folded into its convolutions: the network's own starts as an identity."
    : "Its arrays were told by their order, since their names say nothing.";
  return { ...byName, found: ordered.entries, missing: [], misshaped: [], extra: [], note };
}

function matchByName(
  { network, specs }: WantedWeights,
  entries: Iterable<ArrayEntry>,
): WeightsMatch {
  // counts of batches are whole numbers, unless a person made all numbers halves
  const list = [...entries].filter(({ name }) => !name.endsWith(".num_batches_tracked"));
  const names = torchvisionNames(list.map(({ name }) => name));
  const byName = new Map(list.map((entry, index) => [names[index] ?? "", entry]));
  const backbone = backboneOf(specs);
  const found = new Map<string, ArrayEntry>();
  const missing: string[] = [];
  const misshaped: { name: string; shape: readonly number[] }[] = [];
  for (const { name, shape } of backbone) {
    const entry = byName.get(name);
    if (entry === undefined) missing.push(name);
    else if (entry.shape.join() !== shape.join()) misshaped.push({ name, shape: entry.shape });
    else found.set(name, entry);
  }
  const known = new Set(backbone.map(({ name }) => name));
  const rest = [...byName].filter(([name]) => !known.has(name));
  return {
    network,
    wanted: backbone.length,
    found,
    missing,
    misshaped,
    extra: rest.filter(([name]) => !isHead(name)).map(([name]) => name),
    head: rest.filter(([name]) => isHead(name)).map(([name, { shape }]) => ({ name, shape })),
  };
}

/** Whether the file has the backbone, the whole backbone, and no other network's arrays. */
export function isComplete({ missing, misshaped, extra }: WeightsMatch): boolean {
  return missing.length + misshaped.length + extra.length === 0;
}

function counted(names: readonly string[]): string {
  const [first = ""] = names;
  return `${names.length} ${names.length === 1 ? "array" : "arrays"} (the first is "${shorten(first)}")`;
}

/** What is wrong, in clauses; none when the match is complete. */
export function problems(match: WeightsMatch): string[] {
  const { wanted, missing, misshaped, extra, network, reason } = match;
  if (reason !== undefined) return [reason];
  const clauses: string[] = [];
  if (missing.length > 0) clauses.push(`of its ${wanted} arrays it lacks ${counted(missing)}`);
  const [shaped] = misshaped;
  if (shaped !== undefined) {
    const more = misshaped.length > 1 ? ` and ${misshaped.length - 1} more` : "";
    clauses.push(`"${shaped.name}"${more} has another shape, [${shaped.shape.join(", ")}]`);
  }
  if (extra.length > 0) clauses.push(`it has ${counted(extra)} that ${network} does not have`);
  return clauses;
}

/** Throws "checkpoint-mismatch" unless the match is complete. */
export function assertComplete(match: WeightsMatch, path: string): void {
  if (isComplete(match)) return;
  const reasons = problems(match).join("; ");
  const message = `${path} are not weights of ${match.network}: ${reasons}.`;
  throw new UserError("checkpoint-mismatch", message);
}

/** How many classes the file's classifier tells apart; null when it has none. */
export function classesOf({ head }: WeightsMatch): number | null {
  const last = head
    .filter(({ name, shape }) => name.endsWith(".weight") && shape.length > 1)
    .at(-1);
  return last?.shape[0] ?? null;
}
