/** Takes down what a person says of labels, and says what the data set is then; nothing is read again. */
import type { DatasetSummary } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { RelabelRequest } from "../../protocol/labels";
import { applyDecisions, type Decision, givenLabels, readDecisions, saveDecisions } from "./labels";
import { byPath } from "./scan";
import type { FileRecord } from "./schema";
import { readScan, saveScan } from "./store";
import { contentsOf } from "./summary";

/** Checks that a target has a class; what nobody is labelled as is more likely a slip than a new class. */
function assertClass(files: readonly FileRecord[], target: string, label: string): void {
  const names = files.flatMap(({ labels, given }) => [labels?.[target], given?.[target]]);
  const classes = [...new Set(names)].filter((name) => name !== undefined).sort();
  if (classes.length === 0) {
    throw new UserError("unknown-target", `The pictures have no label "${target}".`);
  }
  if (classes.includes(label)) return;
  const message = `There is no ${target} "${label}"; there are ${classes.join(", ")}.`;
  throw new UserError("invalid-argument", message);
}

function decide(file: FileRecord | undefined, { directory, target }: RelabelRequest, path: string) {
  if (file === undefined) {
    throw new UserError("not-found", `${path} is not a picture of ${directory}.`);
  }
  if (file.generatedFrom !== undefined) {
    const message = `${path} was generated from ${file.generatedFrom} and has its label: relabel that one.`;
    throw new UserError("invalid-argument", message);
  }
  const given = givenLabels(file)?.[target];
  if (file.picture === undefined || given === undefined) {
    const message = `${path} has no ${target} that could be corrected.`;
    throw new UserError("invalid-argument", message);
  }
  return { path, sha256: file.picture.hash, target, given };
}

/** The decisions with those of the request in the place of earlier ones about the same. */
function changed(
  decisions: readonly Decision[],
  files: readonly FileRecord[],
  request: RelabelRequest,
): Decision[] {
  const { target, label } = request;
  const paths = new Set(request.paths);
  const isAbout = (decision: Decision) => paths.has(decision.path) && decision.target === target;
  const others = decisions.filter((decision) => !isAbout(decision));
  if (label === null) {
    // a label that only follows from a decision about another target is taken back with that one
    const decided = new Set(decisions.filter(isAbout).map(({ path }) => path));
    return others.filter(({ path }) => !paths.has(path) || decided.has(path));
  }
  assertClass(files, target, label);
  const fileOf = new Map(files.map((file) => [file.path, file]));
  return [
    ...others,
    ...[...paths].map((path) => ({ ...decide(fileOf.get(path), request, path), label })),
  ];
}

/**
 * Says what pictures show, or takes that back. A path that the last scan does not know is
 * "not-found", and a class that the target does not have "invalid-argument".
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
