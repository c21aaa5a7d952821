/** What a scan leaves behind: DIR/.pupil/scan.json, read back as a Dataset. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DatasetSummary, Sample } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { writeFileAtomic } from "../util/files";
import { readScanFile, scanText } from "./scanFile";
import type { FileRecord, StoredScan } from "./schema";
import type { ChannelMoments } from "./statistics";

/** A sample with what statistics over any subset need. */
export interface MeasuredSample extends Sample {
  readonly channels: ChannelMoments;
}

/** A scanned data set; samples are sorted by path. */
export interface Dataset {
  readonly summary: DatasetSummary;
  /** Those that are used. */
  readonly samples: readonly MeasuredSample[];
  /** Those that a person took out. */
  readonly excluded: readonly MeasuredSample[];
}

/** Where Pupil keeps what it knows of a data set. */
export function pupilFolder(directory: string): string {
  return join(resolve(directory), ".pupil");
}

function scanFile(directory: string): string {
  return join(pupilFolder(directory), "scan.json");
}

/** The sample that a file is, or undefined for a file that is unreadable or has no label. */
export function toSample(file: FileRecord): MeasuredSample | undefined {
  const { path, picture, labels, group } = file;
  if (picture === undefined || labels === undefined || group === undefined) return undefined;
  return {
    path,
    labels,
    ...(file.given && { given: file.given }),
    width: picture.width,
    height: picture.height,
    format: picture.format,
    bytes: file.stamp.bytes,
    hash: picture.hash,
    perceptualHash: picture.perceptualHash,
    group,
    ...(file.box && { box: file.box }),
    ...(file.mask !== undefined && { mask: file.mask }),
    ...(file.generatedFrom !== undefined && { generatedFrom: file.generatedFrom }),
    ...(file.generatedFor !== undefined && { generatedFor: file.generatedFor }),
    ...(file.notebookOrder && { notebookOrder: true }),
    ...(file.excluded && { excluded: true }),
    channels: picture.channels,
  };
}

/** The samples that files are: those that are used, and those that a person took out. */
export function toSamples(files: readonly FileRecord[]): {
  readonly samples: readonly MeasuredSample[];
  readonly excluded: readonly MeasuredSample[];
} {
  const all = files.map(toSample).filter((sample) => sample !== undefined);
  return {
    samples: all.filter((sample) => sample.excluded !== true),
    excluded: all.filter((sample) => sample.excluded === true),
  };
}

/** Writes a scan, atomically. */
export async function saveScan(directory: string, scan: StoredScan): Promise<void> {
  await writeFileAtomic(scanFile(directory), scanText(scan));
}

/** Reads the last scan; "not-found" without one, "corrupt-file" for a damaged or older one. */
export async function readScan(directory: string): Promise<StoredScan> {
  try {
    return await readScanFile(scanFile(directory));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === "not-found") {
      throw new UserError("not-found", `${directory} has not been scanned yet.`, { cause: error });
    }
    if (error.code !== "corrupt-file") throw error;
    const message = `The scan of ${directory} is damaged or of another version: scan it again.`;
    throw new UserError("corrupt-file", message, { cause: error });
  }
}

/** The one loaded last: a dashboard asks of the same one again and again, page by page. */
let loaded: { readonly key: string; readonly dataset: Dataset } | undefined;

/** Tells each saved scan from the next: saving is renaming another file to that name. */
async function keyOf(file: string): Promise<string | undefined> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return stats && `${stats.ino} ${stats.mtimeNs} ${stats.size} ${file}`;
}

/** The data set as its last scan found it; read again only when it was scanned again. */
export async function loadDataset(directory: string): Promise<Dataset> {
  const key = await keyOf(scanFile(directory)); // before it is read: a change meanwhile shows later
  if (loaded !== undefined && loaded.key === key) return loaded.dataset;
  const { summary, files } = await readScan(directory);
  const dataset: Dataset = {
    summary: { ...summary, directory: resolve(directory) }, // it may have been moved since
    ...toSamples(files),
  };
  if (key !== undefined) loaded = { key, dataset };
  return dataset;
}
