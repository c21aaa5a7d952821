/** The list DIR/.pupil/excluded.json: pictures that a person took out of training; their files stay. */
import { join } from "node:path";
import { z } from "zod";
import type { ExcludeRequest } from "../../protocol/curation";
import type { DatasetSummary } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { readJson, writeJsonAtomic } from "../util/files";
import type { FileRecord } from "./schema";
import { pupilFolder, readScan, saveScan } from "./store";
import { contentsOf } from "./summary";

const listSchema = z.object({ version: z.literal(1), paths: z.array(z.string()) });

function listFile(directory: string): string {
  return join(pupilFolder(directory), "excluded.json");
}

/** Paths of the excluded pictures; empty when there is no list. */
export async function readExcluded(directory: string): Promise<Set<string>> {
  try {
    return new Set((await readJson(listFile(directory), listSchema)).paths);
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return new Set();
    throw error;
  }
}

/** Marks the files that the list takes out; what was generated of such a picture goes with it. */
export function markExcluded(files: readonly FileRecord[], paths: ReadonlySet<string>) {
  return files.map((file): FileRecord => {
    const out = paths.has(file.path) || paths.has(file.generatedFrom ?? "");
    return { ...file, excluded: out ? true : undefined };
  });
}

/**
 * Takes pictures out, or back in, and says what the data set is then. Nothing is read again. A path
 * that the last scan does not know is "not-found"; the last pictures cannot be taken out.
 */
export async function excludePictures(request: ExcludeRequest): Promise<DatasetSummary> {
  const { directory } = request;
  const scan = await readScan(directory);
  const known = new Set(scan.files.map(({ path }) => path));
  const paths = await readExcluded(directory);
  for (const path of request.paths) {
    // one that is gone can be taken off the list
    if (!known.has(path) && (request.excluded || !paths.has(path))) {
      throw new UserError("not-found", `${path} is not a picture of ${directory}.`);
    }
    if (request.excluded) paths.add(path);
    else paths.delete(path);
  }
  const files = markExcluded(scan.files, paths);
  const contents = contentsOf(files, scan.summary.statistics !== undefined);
  if (contents.pictures === 0) {
    const message = "That would take out the last picture: at least one must stay.";
    throw new UserError("invalid-argument", message);
  }
  const summary: DatasetSummary = { ...scan.summary, excluded: undefined, ...contents };
  await writeJsonAtomic(listFile(directory), { version: 1, paths: [...paths].sort() });
  await saveScan(directory, { ...scan, summary, files });
  return summary;
}
