/** Looks through a folder of pictures: what is in it, what is wrong, what the labels are. */
import { basename } from "node:path";
import type { DatasetSummary, Finding, ScanRequest } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { coreCount, forEachConcurrently } from "../util/concurrency";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { findDuplicates } from "./duplicates";
import { markExcluded, readExcluded } from "./excluded";
import { inheritLabels, type Manifest, readManifest, withoutGenerated } from "./generated";
import { findingOf, inspectFile, isUnchanged } from "./inspect";
import { applyDecisions, readDecisions } from "./labels";
import { type Listing, listFiles, pictureExtensions } from "./listing";
import { type Labelled, type Labelling, labelPictures } from "./rules";
import { type FileRecord, SCAN_VERSION } from "./schema";
import { readScan, saveScan } from "./store";
import { contentsOf } from "./summary";

/** The records of the last scan by path; empty when there is none that can be used. */
async function knownFiles(directory: string): Promise<Map<string, FileRecord>> {
  try {
    const { files } = await readScan(directory);
    return new Map(files.map((file) => [file.path, file]));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new Map(); // none yet, damaged or of another version: this scan makes it anew
  }
}

/** Reads every labelled picture that changed; records come back in the order of their paths. */
async function inspectAll(
  listing: Listing,
  labelling: Labelling,
  context: TaskContext,
): Promise<{ readonly files: readonly FileRecord[]; readonly filesRead: number }> {
  const known = await knownFiles(listing.directory);
  const meter = new ProgressMeter("scan", labelling.pictures.size, "pictures", context.progress);
  const files: FileRecord[] = [];
  let filesRead = 0;
  const inspect = async ([path, labelled]: readonly [string, Labelled]) => {
    const before = known.get(path);
    if (before === undefined || !isUnchanged(listing, before)) filesRead++;
    files.push(await inspectFile(listing, path, { labelled, known: before }));
    meter.tick();
  };
  const options = { concurrency: coreCount() + 1, signal: context.signal }; // one more reads ahead
  await forEachConcurrently(labelling.pictures, inspect, options);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), filesRead };
}

/** Marks generated files as the manifest knows them. */
function markGenerated(files: readonly FileRecord[], manifest: Manifest | undefined) {
  const entries = new Map(manifest?.entries.map((entry) => [entry.path, entry]));
  return files.map((file): FileRecord => {
    const source = entries.get(file.path)?.source;
    if (manifest === undefined || source === undefined) return file;
    const notebookOrder = manifest.notebookOrder && { notebookOrder: true as const };
    return { ...file, generatedFrom: source, generatedFor: manifest.target, ...notebookOrder };
  });
}

/**
 * Gives each readable file its group; copies are findings. A generated picture is of its source's
 * group without being compared; in the notebook's order, which lets copies part, of its own.
 */
function groupFiles(files: readonly FileRecord[]): {
  readonly files: readonly FileRecord[];
  readonly findings: readonly Finding[];
} {
  const fingerprints = files.flatMap(({ path, picture, generatedFrom }) => {
    if (picture === undefined || generatedFrom !== undefined) return [];
    const { hash, perceptualHash } = picture;
    return [{ path, hash, perceptualHash, thumbnail: Buffer.from(picture.thumbnail, "base64") }];
  });
  const { groups, findings } = findDuplicates(fingerprints);
  const groupOf = new Map(fingerprints.map(({ path }, index) => [path, groups[index] ?? 0]));
  let next = Math.max(-1, ...groups) + 1;
  const groupFor = ({ path, picture, generatedFrom, notebookOrder }: FileRecord) => {
    const key = notebookOrder === true ? path : (generatedFrom ?? path);
    if (picture !== undefined && !groupOf.has(key)) groupOf.set(key, next++);
    return picture && groupOf.get(key);
  };
  return { files: files.map((file) => ({ ...file, group: groupFor(file) })), findings };
}

function noPictures(listing: Listing, onlyJpg: boolean): UserError {
  const names = pictureExtensions(onlyJpg).join(", ");
  const message = `There is no picture in ${listing.directory}: looked for ${names}.`;
  return new UserError("no-pictures", message);
}

function noneUsable(listing: Listing, findings: readonly Finding[], excluded: number): UserError {
  if (excluded > 0) {
    const message = `All readable pictures of ${listing.directory} are excluded: include some.`;
    return new UserError("no-pictures", message);
  }
  const first = findings.find((finding) => finding.skipped)?.message ?? "";
  const message = `No picture in ${listing.directory} can be read. ${first}`.trim();
  return new UserError("no-pictures", message);
}

/** The order of findings. */
export function byPath(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.kind < b.kind ? -1 : 1;
}

/**
 * Scans a folder and saves what it found in DIR/.pupil/scan.json. Each picture is read and decoded
 * once, at full resolution, for everything at once (a second decode at a smaller scale would cost
 * more than it saves); those whose size and time of change are as in the last scan are not read.
 */
export async function scan(request: ScanRequest, context: TaskContext): Promise<DatasetSummary> {
  const startedAt = performance.now();
  const onlyJpg = request.onlyJpg ?? false;
  const listing = await listFiles(request.directory, onlyJpg, context.signal);
  if (listing.pictures.length === 0) throw noPictures(listing, onlyJpg);
  const { directory } = listing;
  const manifest = await readManifest(directory);
  const byRule = await labelPictures(withoutGenerated(listing, manifest), request.rule);
  const labelling = inheritLabels(listing, byRule, manifest);
  const inspected = await inspectAll(listing, labelling, context);
  const grouped = groupFiles(markGenerated(inspected.files, manifest));
  const labelled = applyDecisions(grouped.files, await readDecisions(directory));
  const files = markExcluded(labelled.files, await readExcluded(directory));
  throwIfCancelled(context.signal);

  const findings = [
    ...listing.findings,
    ...labelling.findings,
    ...files.map(findingOf).filter((finding) => finding !== undefined),
    ...grouped.findings,
    ...labelled.findings,
  ].sort(byPath);
  const contents = contentsOf(files, request.statistics !== false);
  if (contents.pictures === 0) throw noneUsable(listing, findings, contents.excluded ?? 0);

  const summary: DatasetSummary = {
    directory,
    name: basename(directory),
    rule: labelling.rule,
    ...(onlyJpg && { onlyJpg }),
    ...contents,
    findings,
    filesRead: inspected.filesRead,
    seconds: (performance.now() - startedAt) / 1000,
  };
  await saveScan(directory, { version: SCAN_VERSION, summary, files });
  return summary;
}
