/** Small pictures for lists, made when first asked for and kept in DIR/.pupil/thumbnails. */
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Thumbnail, ThumbnailsRequest } from "../../protocol/curation";
import { coreCount, forEachConcurrently } from "../util/concurrency";
import type { TaskContext } from "../util/context";
import { resolveInside, systemCode, temporaryName, toUserError } from "../util/files";
import { ProgressMeter } from "../util/progress";
import { encodeThumbnail } from "./image";
import { sha256 } from "./inspect";
import { type Dataset, pupilFolder } from "./store";

/** Pixels on the longer side. */
export const THUMBNAIL_SIZE = 160;

/** By file: a page that is asked for twice at once is made once. */
const underWay = new Map<string, Promise<boolean>>();

/** Where the thumbnail of a picture with that SHA-256 is; the same for all copies of a picture. */
export function thumbnailFile(directory: string, hash: string): string {
  return join(pupilFolder(directory), "thumbnails", `${hash}.jpg`);
}

/**
 * Makes a thumbnail; false when the picture cannot be read or is not the one that was scanned. The
 * file is not synced: it can be made again.
 */
async function make(picture: string, hash: string, file: string): Promise<boolean> {
  const bytes = await readFile(picture).catch(() => undefined);
  if (bytes === undefined || sha256(bytes) !== hash) return false;
  const small = await encodeThumbnail(bytes, THUMBNAIL_SIZE).catch(() => undefined);
  if (small === undefined) return false;
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, small, { flag: "wx" });
    await rename(temporary, file);
    return true;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toUserError(error, file);
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size > 0; // a machine that lost power may leave empty files
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw toUserError(error, file);
  }
}

async function ensure(picture: string, hash: string, file: string): Promise<boolean> {
  const known = underWay.get(file);
  if (known !== undefined) return await known;
  const work = exists(file).then(async (there) => there || (await make(picture, hash, file)));
  underWay.set(file, work);
  try {
    return await work;
  } finally {
    underWay.delete(file);
  }
}

/** Thumbnails of a page of pictures, in the order asked for; paths not in the data set get null. */
export async function thumbnails(
  dataset: Dataset,
  request: ThumbnailsRequest,
  context: TaskContext,
): Promise<Thumbnail[]> {
  const { directory } = dataset.summary;
  const hashes = new Map(
    [...dataset.samples, ...dataset.excluded].map(({ path, hash }) => [path, hash]),
  );
  await mkdir(join(pupilFolder(directory), "thumbnails"), { recursive: true });
  const meter = new ProgressMeter("thumbnails", request.paths.length, "pictures", context.progress);
  const result: Thumbnail[] = request.paths.map((path) => ({ path, file: null }));
  await forEachConcurrently(
    request.paths,
    async (path, index) => {
      const hash = hashes.get(path);
      if (hash !== undefined) {
        const file = thumbnailFile(directory, hash);
        const made = await ensure(resolveInside(directory, path), hash, file);
        result[index] = { path, file: made ? file : null };
      }
      meter.tick();
    },
    { concurrency: coreCount() + 1, signal: context.signal },
  );
  return result;
}
