/** Decoded pictures of a data set at one size, read as bytes: later epochs decode no JPEGs. */
import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { buildCache } from "./cacheBuild";
import { type CacheHead, pictureBytes, pixelsStart, readHead } from "./cacheFile";
import { type Dataset, pupilFolder } from "./store";

const MAX_BUILDS = 3;

export interface PixelCache {
  /** Pixels a side. */
  readonly size: number;
  /** Copies the pictures of those samples into [n, size, size, 3] uint8, in the given order. */
  read(indices: readonly number[] | Int32Array, into: Uint8Array): void;
  close(): Promise<void>;
}

/** An open cache file that fits the data set. */
interface OpenFile {
  readonly file: FileHandle;
  readonly head: CacheHead;
}

/** Opens a cache file if it is there, whole, and of this data set's state and size. */
async function openFitting(path: string, wanted: CacheHead): Promise<OpenFile | undefined> {
  const file = await open(path).catch(() => undefined);
  const head = file && (await readHead(file).catch(() => undefined));
  if (file !== undefined && head !== undefined) {
    if (head.fingerprint === wanted.fingerprint && head.size === wanted.size) return { file, head };
  }
  await file?.close();
  return undefined;
}

/** Checks a request of `read`; gives the length of one picture. */
function checkRequest(head: CacheHead, indices: ArrayLike<number>, into: Uint8Array): number {
  const length = pictureBytes(head.size);
  if (into.length < indices.length * length) {
    throw new RangeError(`${indices.length} pictures do not fit into ${into.length} bytes`);
  }
  return length;
}

function checkIndex(head: CacheHead, index: number): number {
  if (Number.isInteger(index) && index >= 0 && index < head.hashes.length) return index;
  throw new RangeError(`there is no picture ${index} among ${head.hashes.length}`);
}

/**
 * Reads from the file each time: 8 microseconds for a picture of 128 x 128 that the system has in its
 * page cache. Copying it from memory would take 4, and cost as much memory as the data set is large.
 */
function follow({ file, head }: OpenFile): PixelCache {
  return {
    size: head.size,
    read(indices, into) {
      const length = checkRequest(head, indices, into);
      for (const [at, index] of indices.entries()) {
        const from = pixelsStart(head) + checkIndex(head, index) * length;
        if (readSync(file.fd, into, at * length, length, from) !== length) {
          throw new Error("the cache of decoded pictures ended early");
        }
      }
    },
    close: () => file.close(),
  };
}

/**
 * Opens DIR/.pupil/cache/<fingerprint>-<size>.rgb. When it is not there, damaged or of an older
 * state of the data it is built first: only pictures that an older cache lacks are decoded.
 */
export async function openPixelCache(
  dataset: Dataset,
  size: number,
  context: TaskContext,
): Promise<PixelCache> {
  throwIfCancelled(context.signal);
  const { directory, fingerprint } = dataset.summary;
  const head = { size, fingerprint, hashes: dataset.samples.map((sample) => sample.hash) };
  const name = `${fingerprint}-${size}.rgb`;
  const path = join(pupilFolder(directory), "cache", name);
  let opened = await openFitting(path, head);
  // A process with another state of the data may remove the file before it is opened here.
  for (let tries = 0; opened === undefined && tries < MAX_BUILDS; tries++) {
    await buildCache(path, { dataset, head }, context);
    opened = await openFitting(path, head);
  }
  if (opened === undefined) throw new Error(`${path} could not be opened`);
  return follow(opened);
}
