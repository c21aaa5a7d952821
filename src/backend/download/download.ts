/** Fetches a published data set, checks it, and puts its files into a folder. */
import { mkdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { DownloadRequest, DownloadSummary } from "../../protocol/download";
import { UserError } from "../../protocol/errors";
import { pupilFolder } from "../dataset/store";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { resolveInside, systemCode, toUserError } from "../util/files";
import { ProgressMeter } from "../util/progress";
import { fetchFile, lengthOf, PATIENT, type Patience } from "./fetchFile";
import { PUBLISHED, type PublishedArchive } from "./published";
import { unpack } from "./unpack";

/** Where to fetch from and how; tests have a server of their own. */
export interface DownloadOptions {
  readonly archives?: readonly PublishedArchive[];
  readonly patience?: Patience;
}

/** Fetches all archives, one after another; gives the number of bytes that came. */
async function fetchAll(
  folder: string,
  options: Required<DownloadOptions>,
  context: TaskContext,
): Promise<number> {
  const { archives, patience } = options;
  const missing: number[] = [];
  for (const { name, bytes } of archives) {
    const file = join(folder, name);
    const have = Math.max(await lengthOf(file), await lengthOf(`${file}.part`));
    missing.push(Math.max(0, bytes - have));
  }
  const total = missing.reduce((sum, bytes) => sum + bytes, 0);
  const meter = new ProgressMeter("download", total, "bytes", context.progress);
  let fetched = 0;
  for (const archive of archives) {
    const onBytes = (bytes: number) => {
      fetched += bytes;
      meter.tick(bytes, archive.name);
    };
    const { name, urls, bytes, md5 } = archive;
    const checksum = { algorithm: "md5", digest: md5 } as const;
    const remote = { name, urls, mostBytes: 2 * bytes, checksum };
    await fetchFile({ remote, file: join(folder, name), patience, onBytes }, context.signal);
  }
  return fetched;
}

async function sameBytes(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a), stat(b)]);
  return one.size === other.size && (await readFile(a)).equals(await readFile(b));
}

/** Refuses a folder that a link leads out of the data set. */
async function makeFolderInside(directory: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  resolveInside(await realpath(directory), await realpath(folder));
}

/** Moves unpacked files to their places; gives those that were taken by other files. */
async function moveFiles(from: string, directory: string, paths: readonly string[]) {
  const kept: string[] = [];
  const made = new Set<string>();
  for (const path of paths) {
    const target = resolveInside(directory, path);
    const folder = dirname(target);
    if (!made.has(folder)) await makeFolderInside(directory, folder);
    made.add(folder);
    const there = await stat(target).catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") return undefined;
      throw toUserError(error, target);
    });
    if (there === undefined) await rename(join(from, path), target);
    else if (!(await sameBytes(join(from, path), target))) kept.push(path);
  }
  return kept;
}

async function unpackAll(
  folder: string,
  archives: readonly PublishedArchive[],
  context: TaskContext,
): Promise<string[]> {
  const unpacked = join(folder, "unpacked");
  await rm(unpacked, { recursive: true, force: true }); // of a call that was stopped
  const meter = new ProgressMeter("unpack", archives.length, "archives", context.progress);
  const paths: string[] = [];
  for (const { name } of archives) {
    let files = 0;
    const onFile = () => {
      meter.tick(0, `${name}: ${++files} files`);
    };
    const { signal } = context;
    paths.push(...(await unpack(join(folder, name), unpacked, { signal, onFile })));
    meter.tick(1);
  }
  return paths;
}

/**
 * Fetches a data set into a folder. It may be stopped at any time and called again, and goes on
 * from there; files appear in the folder only when all archives have been checked and unpacked.
 * Files that are there already are never written over.
 */
export async function download(
  request: DownloadRequest,
  context: TaskContext,
  options: DownloadOptions = {},
): Promise<DownloadSummary> {
  const startedAt = performance.now();
  const { archives = PUBLISHED[request.dataset], patience = PATIENT } = options;
  const directory = resolve(request.directory);
  const folder = join(pupilFolder(directory), "download");
  try {
    await mkdir(folder, { recursive: true });
    const bytesFetched = await fetchAll(folder, { archives, patience }, context);
    const paths = await unpackAll(folder, archives, context);
    throwIfCancelled(context.signal);
    const kept = await moveFiles(join(folder, "unpacked"), directory, paths);
    await rm(folder, { recursive: true, force: true });
    const seconds = (performance.now() - startedAt) / 1000;
    return { directory, bytesFetched, files: paths.length, kept, seconds };
  } catch (error) {
    await rm(join(folder, "unpacked"), { recursive: true, force: true }).catch(() => undefined);
    const shown = toUserError(error, directory);
    if (!(shown instanceof UserError) || shown.code !== "disk-full") throw shown;
    const message = `The disk is full: ${directory} has no room for the data set. What was fetched is kept.`;
    throw new UserError("disk-full", message, { cause: error });
  }
}
