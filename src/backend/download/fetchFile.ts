/** Fetches one file to its end, however often the connection breaks, and checks it. */
import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../protocol/errors";
import { checksumOf } from "../util/checksum";
import { throwIfCancelled } from "../util/context";
import { toUserError } from "../util/files";
import { BrokenConnection, receive, RefusedRequest } from "./connection";

/** A file that others publish. */
export interface RemoteFile {
  readonly name: string;
  /** Addresses of the same file, tried in this order. */
  readonly urls: readonly string[];
  /** A longer one is refused: a server that goes on for ever must not fill the disk. */
  readonly mostBytes: number;
  /** Absent where nobody says: then the file is what the server says that it is. */
  readonly checksum?: Checksum;
}

export interface Checksum {
  readonly algorithm: "md5" | "sha256";
  /** Hexadecimal; publishers often give only its beginning. */
  readonly digest: string;
}

/** How patient to be; tests are less so. */
export interface Patience {
  /** Without a byte for so long a connection counts as broken. */
  readonly idleMs: number;
  /** Before another try after a failure; doubled each time. */
  readonly retryMs: number;
  /** Failures in a row, without a byte between them, that are too many. */
  readonly failures: number;
}

export const PATIENT: Patience = { idleMs: 30_000, retryMs: 1000, failures: 6 };

/** The length of a file; 0 when there is none. */
export async function lengthOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Whether the file is there and has that checksum. */
async function isWhole(path: string, wanted: Checksum, signal: AbortSignal): Promise<boolean> {
  const { algorithm, digest } = wanted;
  if ((await lengthOf(path)) === 0) return false;
  return (await checksumOf(path, algorithm, signal)).startsWith(digest);
}

/** Receives until an address says that the file is complete; what cannot be mended is thrown. */
async function receiveAll(part: string, work: FetchWork, signal: AbortSignal): Promise<void> {
  const { remote, patience, onBytes } = work;
  const { mostBytes } = remote;
  const urls = [...remote.urls];
  const file = await open(part, "r+").catch(() => open(part, "w+"));
  let known = await lengthOf(part);
  try {
    for (let failures = 0; ;) {
      const [url = ""] = urls;
      const lengthBefore = known;
      const progress = (length: number, total?: number) => {
        if (length > known) onBytes(length - known, total);
        known = Math.max(known, length);
      };
      try {
        const { idleMs } = patience;
        await receive({ url, file, mostBytes, idleMs, onBytes: progress }, signal);
        return;
      } catch (error) {
        throwIfCancelled(signal);
        const refused = error instanceof RefusedRequest;
        if (!refused && !(error instanceof BrokenConnection)) throw toUserError(error, part);
        failures = known > lengthBefore ? 1 : failures + 1;
        if (refused) urls.shift();
        if (urls.length === 0 || failures >= patience.failures) throw failed(work, error);
        if (!refused) await pause(patience.retryMs * 2 ** (failures - 1), signal);
      }
    }
  } finally {
    await file.close();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  throwIfCancelled(signal);
}

function failed({ remote }: FetchWork, cause: Error): UserError {
  return new UserError(
    "download-failed",
    `${remote.name} could not be fetched: ${cause.message}. What is there is kept: try again` +
      " to go on.",
    { cause },
  );
}

export interface FetchWork {
  readonly remote: RemoteFile;
  /** Where it goes; until it is whole it is called FILE.part. */
  readonly file: string;
  readonly patience: Patience;
  /**
   * Called with the number of bytes that the file is longer than it ever was in this call, and with
   * the length that the server promises, if it does.
   */
  readonly onBytes: (bytes: number, total: number | undefined) => void;
}

/**
 * Fetches a file unless it is there; goes on with what an earlier call left. A file of a wrong
 * checksum is thrown away and fetched once more from its beginning, then "corrupt-file".
 */
export async function fetchFile(work: FetchWork, signal: AbortSignal): Promise<void> {
  const { remote, file } = work;
  const { checksum, name } = remote;
  if (checksum && (await isWhole(file, checksum, signal))) return;
  const part = `${file}.part`;
  for (const last of [false, true]) {
    throwIfCancelled(signal);
    await receiveAll(part, work, signal);
    if (checksum === undefined || (await isWhole(part, checksum, signal))) {
      await rename(part, file);
      return;
    }
    await rm(part, { force: true });
    if (last) {
      const message =
        `${name} came whole twice, but is not the file that was published: its checksum is wrong.` +
        " Nothing of it was used.";
      throw new UserError("corrupt-file", message);
    }
  }
}
