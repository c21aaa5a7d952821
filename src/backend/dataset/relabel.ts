/** Takes down what a person says of labels, and says what the data set is then; nothing is read again. */
import type { DatasetSummary } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { RelabelRequest } from "../../protocol/labels";
import { applyDecisions, type Decision, givenLabels, readDecisions, saveDecisions } from "./labels";
import { byPath } from "./scan";
import type { FileRecord } from "./schema";
import { classesOf } from "./split";
import { readScan, saveScan } from "./store";
import { contentsOf } from "./summary";

/** The classes of a target, by the rule and by what was decided; "unknown-target" without any. */
function knownClasses(files: readonly FileRecord[], target: string): string[] {
  const all = files.flatMap(({ labels, given }) => [labels, given]);
  return classesOf(
    all.filter((labels) => labels !== undefined).map((labels) => ({ labels })),
    target,
  );
}

/** Checks that a target has a class; what nobody is labelled as is more likely a slip than a new class. */
function assertClass(classes: readonly string[], target: string, label: string): void {
  if (classes.includes(label)) return;
  const message = `There is no ${target} "${label}"; there are ${classes.join(", ")}.`;
  throw new UserError("invalid-argument", message);
}

/** A picture's file, if a person can decide about it. */
function assertPicture(file: FileRecord | undefined, path: string, directory: string): FileRecord {
  if (file === undefined) {
    throw new UserError("not-found", `${path} is not a picture of ${directory}.`);
  }
  if (file.generatedFrom !== undefined) {
    const message = `${path} was generated from ${file.generatedFrom} and has its label: relabel that one.`;
    throw new UserError("invalid-argument", message);
  }
  return file;
}

function decide(
  found: FileRecord | undefined,
  { directory, target }: RelabelRequest,
  path: string,
) {
  const file = assertPicture(found, path, directory);
  const given = givenLabels(file)?.[target];
  if (file.picture === undefined || given === undefined) {
    const message = `${path} has no ${target} that could be corrected.`;
    throw new UserError("invalid-argument", message);
  }
  return { path, sha256: file.picture.hash, target, given };
}

/**
 * The decisions but for those about the request's target. Of a picture without one, the label may
 * follow from a decision about another target: it is taken back with that one.
 */
function takenBack(
  decisions: readonly Decision[],
  files: ReadonlyMap<string, FileRecord>,
  { directory, target, paths }: RelabelRequest,
): Decision[] {
  const own = decisions.filter(({ path }) => paths.includes(path));
  const decided = new Set(own.flatMap((each) => (each.target === target ? [each.path] : [])));
  const following = new Set<string>();
  for (const path of paths) {
    const file = files.get(path);
    // what was decided of a picture that is gone can be taken back, too
    if (!own.some((decision) => decision.path === path)) assertPicture(file, path, directory);
    if (file === undefined || decided.has(path)) continue;
    if (file.labels?.[target] !== givenLabels(file)?.[target]) following.add(path);
  }
  const goes = (decision: Decision) =>
    following.has(decision.path) || (decision.target === target && decided.has(decision.path));
  return decisions.filter((decision) => !goes(decision));
}

/** The decisions with those of the request in the place of earlier ones about the same. */
function changed(
  decisions: readonly Decision[],
  files: readonly FileRecord[],
  request: RelabelRequest,
): Decision[] {
  const { target, label } = request;
  const fileOf = new Map(files.map((file) => [file.path, file]));
  if (label === null) {
    if (!decisions.some((decision) => decision.target === target)) knownClasses(files, target);
    return takenBack(decisions, fileOf, request);
  }
  assertClass(knownClasses(files, target), target, label);
  const paths = new Set(request.paths);
  const isAbout = (decision: Decision) => paths.has(decision.path) && decision.target === target;
  return [
    ...decisions.filter((decision) => !isAbout(decision)),
    ...[...paths].map((path) => ({ ...decide(fileOf.get(path), request, path), label })),
  ];
}

/**
 * Says what pictures show, or takes that back. A path that neither the last scan nor the list knows
 * is "not-found", a target "unknown-target", and a class of another target "invalid-argument".
 */
export async function relabelPictures(request: RelabelRequest): Promise<DatasetSummary> {
  const { directory } = request;
  const scan = await readScan(directory);
  const decisions = changed(await readDecisions(directory), scan.files, request);
  const { files, findings } = applyDecisions(scan.files, decisions);
  const lasting = scan.summary.findings.filter(({ kind }) => kind !== "stale-label");
  const summary: DatasetSummary = {
    ...scan.summary,
    ...contentsOf(files, scan.summary.statistics !== undefined),
    findings: [...lasting, ...findings].sort(byPath),
  };
  await saveDecisions(directory, decisions);
  await saveScan(directory, { ...scan, summary, files });
  return summary;
}
