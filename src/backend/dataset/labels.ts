/**
 * The list DIR/.pupil/labels.json: what a person decided about labels, in the order in which it was
 * decided; files and the labelling rule stay as they are.
 *
 * A decision is about one target of one file with certain contents, against a certain label. When
 * either has changed since, it no longer applies: the rule's label is taken again, and a finding says so.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Finding, Sample } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { readJson, writeJsonAtomic } from "../util/files";
import type { FileRecord } from "./schema";
import { pupilFolder } from "./store";
import { parentsOf } from "./summary";

type Labels = Readonly<Record<string, string>>;

const decisionSchema = z.object({
  /** Relative to the data set's folder. */
  path: z.string(),
  /** SHA-256 of the file when it was decided. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  target: z.string(),
  /** What the labelling rule said then. */
  given: z.string(),
  /** What a person says; the same as `given`: the rule is right. */
  label: z.string(),
});

const listSchema = z.object({ version: z.literal(1), decisions: z.array(decisionSchema) });

export type Decision = z.infer<typeof decisionSchema>;

function listFile(directory: string): string {
  return join(pupilFolder(directory), "labels.json");
}

/** What was decided, the oldest first; empty when there is no list. */
export async function readDecisions(directory: string): Promise<Decision[]> {
  try {
    return (await readJson(listFile(directory), listSchema)).decisions;
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return [];
    throw error;
  }
}

/** Writes the list, atomically. */
export async function saveDecisions(
  directory: string,
  decisions: readonly Decision[],
): Promise<void> {
  await writeJsonAtomic(listFile(directory), { version: 1, decisions });
}

/** What the labelling rule says of a file. */
export function givenLabels({ given, labels }: FileRecord): Labels | undefined {
  return given ?? labels;
}

/** For pairs of targets, the coarser class that all pictures of a finer class have, by the rule. */
class Hierarchy {
  private readonly samples: readonly Pick<Sample, "labels">[];
  private readonly targets: readonly string[];
  private readonly known = new Map<string, ReadonlyMap<string, string> | undefined>();

  constructor(files: readonly FileRecord[]) {
    this.samples = files.flatMap((file) => {
      const labels = givenLabels(file);
      return labels === undefined || file.generatedFrom !== undefined ? [] : { labels };
    });
    this.targets = [...new Set(this.samples.flatMap(({ labels }) => Object.keys(labels)))];
  }

  /**
   * Labels with another one for a target. Coarser ones follow: a beagle is a dog. Finer ones that
   * belong to another class are taken away: which breed the dog is that was called a Bengal, nobody said.
   */
  correct(labels: Labels, target: string, label: string): Labels {
    const corrected = new Map([...Object.entries(labels), [target, label]]);
    for (const other of this.targets) {
      if (other === target) continue;
      const parent = this.parents(target, other)?.get(label);
      if (parent !== undefined) corrected.set(other, parent);
      const implied = this.parents(other, target)?.get(corrected.get(other) ?? "");
      if (implied !== undefined && implied !== label) corrected.delete(other);
    }
    return Object.fromEntries(corrected);
  }

  /** Undefined where the targets are not finer and coarser. */
  private parents(finer: string, coarser: string): ReadonlyMap<string, string> | undefined {
    const key = JSON.stringify([finer, coarser]);
    if (!this.known.has(key)) {
      const parents = parentsOf(this.samples, finer, coarser);
      const isFiner = parents !== undefined && new Set(parents.values()).size < parents.size;
      this.known.set(key, isFiner ? parents : undefined);
    }
    return this.known.get(key);
  }
}

function staleFinding({ path, target, label }: Decision, why: string): Finding {
  const message =
    `${path} was decided to be the ${target} "${label}", but ${why} since: the labelling rule's` +
    " label is taken until it is decided again.";
  return { kind: "stale-label", path, message, skipped: false };
}

/** Why a decision about a file no longer applies, as a clause; undefined where it does. */
export function staleness(file: FileRecord, decision: Decision): string | undefined {
  const given = givenLabels(file)?.[decision.target];
  if (file.picture?.hash !== decision.sha256) return "the file has changed";
  const isAsThen = given === decision.given || given === decision.label;
  return isAsThen ? undefined : `its label by the rule has become "${given ?? ""}"`;
}

function groupByPath(decisions: readonly Decision[]): ReadonlyMap<string, readonly Decision[]> {
  const byPath = new Map<string, Decision[]>();
  for (const decision of decisions) {
    const known = byPath.get(decision.path);
    if (known === undefined) byPath.set(decision.path, [decision]);
    else known.push(decision);
  }
  return byPath;
}

function isSame(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/**
 * Labels files as the rule and then the decisions say; what was generated of a picture has its
 * labels. Decisions about files that are not there or cannot be read wait for them, as those about
 * a target that the rule does not give do.
 */
export function applyDecisions(
  files: readonly FileRecord[],
  decisions: readonly Decision[],
): { readonly files: readonly FileRecord[]; readonly findings: readonly Finding[] } {
  const byPath = groupByPath(decisions);
  const hierarchy = new Hierarchy(files);
  const findings: Finding[] = [];
  const corrected = new Map<string, Labels>();
  for (const file of files) {
    const given = givenLabels(file);
    if (given === undefined || file.picture === undefined) continue;
    let labels = given;
    for (const decision of byPath.get(file.path) ?? []) {
      const { target, label } = decision;
      if (given[target] === undefined) continue;
      const why = staleness(file, decision);
      if (why !== undefined) findings.push(staleFinding(decision, why));
      else if (labels[target] !== label) labels = hierarchy.correct(labels, target, label);
    }
    corrected.set(file.path, labels);
  }
  const labelled = files.map((file): FileRecord => {
    const byRule = givenLabels(file);
    const labels = corrected.get(file.generatedFrom ?? file.path);
    if (byRule === undefined || labels === undefined) return file;
    const { given, ...rest } = file;
    return isSame(labels, byRule)
      ? { ...rest, labels: byRule }
      : { ...rest, labels, given: byRule };
  });
  return { files: labelled, findings };
}
