/** Downloads files of weights into the store's folder, going on with what earlier calls left. */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../protocol/errors";
import { type Checksum, fetchFile, lengthOf, type Patience } from "../download/fetchFile";
import type { TaskContext } from "../util/context";
import { toUserError } from "../util/files";
import { processExists } from "../util/processes";
import { ProgressMeter } from "../util/progress";
import { LIMITS } from "./arrayFile";
import type { CatalogueItem } from "./catalogue";
import { nameFrom } from "./storeIndex";

export interface FetchOptions {
  /** The store's folder. */
  readonly folder: string;
  readonly patience: Patience;
}

const PART = ".part";

/**
 * A path for a download of that name which no other process writes to. What is there of it, from a
 * call that was stopped or a process that died, is renamed to be gone on with: whoever renames it
 * first has it.
 */
async function claim(folder: string, name: string): Promise<string> {
  const own = join(folder, `${name}.${process.pid}-${randomUUID().slice(0, 8)}`);
  for (const left of await readdir(folder)) {
    if (!left.startsWith(`${name}.`) || !left.endsWith(PART)) continue;
    const middle = left.slice(name.length + 1, -PART.length);
    const pid = /^(\d+)-[0-9a-f]{8}$/.exec(middle)?.[1];
    if (middle !== "left" && (pid === undefined || processExists(Number(pid)))) continue;
    const isOurs = await rename(join(folder, left), own + PART).then(
      () => true,
      () => false,
    );
    if (isOurs) break;
  }
  return own;
}

interface Wanted {
  readonly name: string;
  readonly url: string;
  /** About, for progress; absent: as the server says. */
  readonly bytes?: number;
  readonly mostBytes: number;
  readonly checksum?: Checksum;
}

/** Downloads to a file of its own in the store's folder; gives its path. */
async function fetchInto(
  wanted: Wanted,
  { folder, patience }: FetchOptions,
  context: TaskContext,
): Promise<string> {
  const downloads = join(folder, "downloads");
  const { name, url, bytes, mostBytes, checksum } = wanted;
  try {
    await mkdir(downloads, { recursive: true });
    const file = await claim(downloads, name);
    const before = await lengthOf(file + PART);
    let meter: ProgressMeter | undefined;
    const onBytes = (count: number, total: number | undefined) => {
      if (meter === undefined) {
        meter = new ProgressMeter(
          "download",
          total ?? bytes ?? mostBytes,
          "bytes",
          context.progress,
        );
        meter.tick(before, name);
      }
      meter.tick(count);
    };
    const remote = { name, urls: [url], mostBytes, ...(checksum && { checksum }) };
    try {
      await fetchFile({ remote, file, patience, onBytes }, context.signal);
    } catch (error) {
      await putAside(file + PART, join(downloads, `${name}.left${PART}`), checksum !== undefined);
      throw error;
    }
    return file;
  } catch (error) {
    throw toUserError(error, downloads);
  }
}

/** Leaves what came for the next call, if a checksum will tell whether it goes together. */
async function putAside(part: string, left: string, isChecked: boolean): Promise<void> {
  const isEmpty = await stat(part).then(
    ({ size }) => size === 0,
    () => true,
  );
  const keeping = isChecked && !isEmpty ? rename(part, left) : rm(part, { force: true });
  await keeping.catch(() => undefined); // the next call begins anew
}

/** Downloads published weights. */
export async function fetchPublished(
  { name, url, bytes, sha256 }: CatalogueItem,
  options: FetchOptions,
  context: TaskContext,
): Promise<string> {
  const checksum =
    sha256 === undefined ? undefined : ({ algorithm: "sha256", digest: sha256 } as const);
  const wanted = { name, url, bytes, mostBytes: 2 * bytes, ...(checksum && { checksum }) };
  return await fetchInto(wanted, options, context);
}

/** PyTorch's habit: the first 8 digits of the SHA-256 stand in the name. */
function checksumIn(pathname: string): Checksum | undefined {
  const digest = /-([0-9a-f]{8})\.(?:pth|pt)$/.exec(pathname)?.[1];
  return digest === undefined ? undefined : { algorithm: "sha256", digest };
}

/** Downloads what an http(s) address gives. */
export async function fetchAddress(
  address: string,
  options: FetchOptions,
  context: TaskContext,
): Promise<string> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const message = `${address} is not an address that can be downloaded: give one of http or https.`;
    throw new UserError("invalid-argument", message);
  }
  if (url.username !== "" || url.password !== "") {
    const message = "An address with a password in it is not used: it would be kept as the source.";
    throw new UserError("invalid-argument", message);
  }
  const checksum = checksumIn(url.pathname);
  const mostBytes = LIMITS.fileBytes;
  const wanted = { name: nameFrom(address), url: url.href, mostBytes };
  return await fetchInto({ ...wanted, ...(checksum && { checksum }) }, options, context);
}
