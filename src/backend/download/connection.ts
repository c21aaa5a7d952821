/** One connection of a download: appends to a file what the file still lacks. */
import type { FileHandle } from "node:fs/promises";

/** A failure that another try may mend; the message is a clause. */
export class BrokenConnection extends Error {}

/** A failure that only another address may mend; the message is a clause. */
export class RefusedRequest extends Error {}

export interface Transfer {
  readonly url: string;
  /** What is there of it is kept when the server can go on from its end. */
  readonly file: FileHandle;
  /** More than this is an error: a server that goes on for ever must not fill the disk. */
  readonly mostBytes: number;
  /** Without a byte for so long the connection counts as broken. */
  readonly idleMs: number;
  /** Called with the length of the file whenever it has grown, and what the server says that it will be. */
  readonly onBytes: (length: number, total: number | undefined) => void;
}

/** What fetch says of a failure; the interesting part is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return "no answer came";
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function orBroken<T>(answer: Promise<T>): Promise<T> {
  return await answer.catch((error: unknown) => {
    throw new BrokenConnection(reasonOf(error), { cause: error });
  });
}

/** Where the bytes of an answer belong; undefined when what is there cannot be gone on with. */
function startOf(response: Response, have: number): number | undefined {
  const { status } = response;
  if (status === 200) return 0; // the server knows no ranges
  if (status === 206) {
    const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
    return Number(range?.[1]) === have ? have : undefined;
  }
  const text = `the server answered ${status}`;
  if (status >= 500 || status === 408 || status === 429) throw new BrokenConnection(text);
  throw new RefusedRequest(text);
}

async function append(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/**
 * Returns when the server says that the file is complete, which a checksum has to confirm; else
 * throws BrokenConnection or RefusedRequest, or what writing throws.
 */
export async function receive(transfer: Transfer, signal: AbortSignal): Promise<void> {
  const { url, file, mostBytes, idleMs, onBytes } = transfer;
  const stop = new AbortController();
  const abort = () => {
    stop.abort();
  };
  signal.addEventListener("abort", abort);
  const idle = setTimeout(abort, idleMs);
  try {
    const have = (await file.stat()).size;
    const range: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    const headers = { "accept-encoding": "identity", ...range };
    const response = await orBroken(fetch(url, { headers, signal: stop.signal }));
    if (response.status === 416) return; // nothing beyond what is there
    const start = startOf(response, have);
    await file.truncate(start ?? 0);
    if (start === undefined || response.body === null) {
      throw new BrokenConnection("the server does not go on where it was stopped");
    }
    let length = start;
    const rest = Number(response.headers.get("content-length") ?? Number.NaN);
    const total = Number.isSafeInteger(rest) ? start + rest : undefined;
    const chunks: AsyncIterator<Uint8Array> = response.body[Symbol.asyncIterator]();
    for (;;) {
      const chunk = await orBroken(chunks.next());
      if (chunk.done === true) return;
      idle.refresh();
      await append(file, chunk.value, length);
      length += chunk.value.length;
      if (length > mostBytes) {
        await file.truncate(0);
        throw new RefusedRequest("the file is longer than it can be");
      }
      onBytes(length, total);
    }
  } finally {
    signal.removeEventListener("abort", abort);
    clearTimeout(idle);
    stop.abort(); // an answer that was not read to its end
  }
}
