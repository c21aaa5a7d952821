/** Builds the file of decoded pixels on all cores: whole or not at all. */
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../protocol/errors";
import { coreCount, forEachConcurrently } from "../util/concurrency";
import type { TaskContext } from "../util/context";
import { temporaryName, toUserError } from "../util/files";
import { ProgressMeter } from "../util/progress";
import {
  cacheBytes,
  type CacheHead,
  encodeHead,
  pictureBytes,
  pixelsStart,
  readHead,
} from "./cacheFile";
import { decodeSquare, decodingReason } from "./image";
import { sha256 } from "./inspect";
import type { Dataset, MeasuredSample } from "./store";

/** A temporary file that nobody has written to for so long is left over from a killed process. */
const LEFT_OVER_MS = 60 * 60 * 1000;

/** An older cache of the same size, to copy unchanged pictures from. */
interface Older {
  readonly file: FileHandle;
  readonly start: number;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** Names in the folder of caches of one size other than the given file's. */
async function othersOf(path: string, size: number): Promise<string[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  return names.filter((name) => name.endsWith(`-${size}.rgb`) && name !== basename(path));
}

async function openOlder(path: string, size: number): Promise<Older | undefined> {
  for (const name of await othersOf(path, size)) {
    const file = await open(join(dirname(path), name)).catch(() => undefined);
    const head = file && (await readHead(file).catch(() => undefined));
    if (file !== undefined && head?.size === size) {
      const indexOf = new Map(head.hashes.map((hash, index) => [hash, index]));
      return { file, start: pixelsStart(head), indexOf };
    }
    await file?.close();
  }
  return undefined;
}

async function decode(path: string, sample: MeasuredSample, size: number): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw toUserError(error, path);
  });
  if (sha256(bytes) !== sample.hash) {
    const message = `${path} has changed since the data set was scanned: scan it again.`;
    throw new UserError("unreadable-picture", message);
  }
  return await decodeSquare(bytes, size).catch((error: unknown) => {
    const message = `${path} is not a readable picture: ${decodingReason(error)}.`;
    throw new UserError("unreadable-picture", message, { cause: error });
  });
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** Writes head and pictures; every picture goes to its own place, so the order does not matter. */
async function fill(
  file: FileHandle,
  work: { readonly dataset: Dataset; readonly head: CacheHead; readonly older: Older | undefined },
  context: TaskContext,
): Promise<void> {
  const { dataset, head, older } = work;
  const length = pictureBytes(head.size);
  const start = pixelsStart(head);
  await file.truncate(cacheBytes(head));
  await writeAll(file, encodeHead(head), 0);
  const meter = new ProgressMeter("cache", dataset.samples.length, "pictures", context.progress);
  const reuse = async (hash: string): Promise<Uint8Array | undefined> => {
    const from = older?.indexOf.get(hash);
    if (older === undefined || from === undefined) return undefined;
    const bytes = new Uint8Array(length);
    const { bytesRead } = await older.file.read(bytes, 0, length, older.start + from * length);
    return bytesRead === length ? bytes : undefined;
  };
  const write = async (sample: MeasuredSample, index: number) => {
    const path = join(dataset.summary.directory, sample.path);
    const pixels = (await reuse(sample.hash)) ?? (await decode(path, sample, head.size));
    await writeAll(file, pixels, start + index * length);
    meter.tick();
  };
  const options = { concurrency: coreCount() + 1, signal: context.signal };
  await forEachConcurrently(dataset.samples, write, options);
  await file.sync();
}

/** Removes caches of older states of the data, and what killed processes left. */
async function removeStale(path: string, size: number): Promise<void> {
  for (const name of await othersOf(path, size)) {
    // On Windows a file that another process reads stays; the next build tries again.
    await rm(join(dirname(path), name), { force: true }).catch(() => undefined);
  }
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    const file = join(dirname(path), name);
    const modifiedMs = name.endsWith(".tmp")
      ? (await stat(file).catch(() => undefined))?.mtimeMs
      : undefined;
    if (modifiedMs !== undefined && Date.now() - modifiedMs > LEFT_OVER_MS) {
      await rm(file, { force: true }).catch(() => undefined);
    }
  }
}

/**
 * Makes the cache file of a data set at a size. Two processes may do so at once: each writes under
 * a name of its own, and the last rename wins with the same bytes.
 */
export async function buildCache(
  path: string,
  work: { readonly dataset: Dataset; readonly head: CacheHead },
  context: TaskContext,
): Promise<void> {
  const temporary = temporaryName(path);
  let older: Older | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    older = await openOlder(path, work.head.size);
    const file = await open(temporary, "wx");
    try {
      await fill(file, { ...work, older }, context);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toUserError(error, path);
  } finally {
    await older?.file.close();
  }
  await removeStale(path, work.head.size);
}
