/**
 * The text of a scan: JSON with each picture's record on a line of its own, so that records are
 * written and read one by one: a large data set's text and what parsing leaves are not held at once.
 */
import { readFile } from "node:fs/promises";
import { UserError } from "../../protocol/errors";
import { toUserError } from "../util/files";
import { type FileRecord, fileSchema, headSchema, type ScanHead, type StoredScan } from "./schema";

/** Ends the line of the head; what follows are the records, each but the last with a comma. */
const FILES = ',"files":[';
const END = "]}";

/** Records are handed to the disk so many at a time. */
const CHUNK = 256;

/** A scan's text, piece by piece. */
export function* scanText({ files, ...head }: StoredScan): Generator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)}${FILES}\n`);
  for (let start = 0; start < files.length; start += CHUNK) {
    const lines = files.slice(start, start + CHUNK).map((file) => JSON.stringify(file));
    const isLast = start + CHUNK >= files.length;
    yield Buffer.from(`${lines.join(",\n")}${isLast ? "" : ","}\n`);
  }
  yield Buffer.from(`${END}\n`);
}

function damaged(path: string, cause?: unknown): UserError {
  const message = `${path} is damaged: it is not what Pupil wrote.`;
  return new UserError("corrupt-file", message, { cause });
}

/** Lines of a file, without their ends. */
function* linesOf(bytes: Buffer): Generator<string> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf("\n", start);
    yield bytes.toString("utf8", start, end < 0 ? bytes.length : end);
    start = end < 0 ? bytes.length : end + 1;
  }
}

function parseHead(line: string): ScanHead {
  if (!line.endsWith(FILES)) throw new SyntaxError("the head is not there");
  return headSchema.parse(JSON.parse(`${line.slice(0, -FILES.length)}}`));
}

/** Reads a scan's text; "corrupt-file" for one that ends early, is older, or was changed. */
export async function readScanFile(path: string): Promise<StoredScan> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw toUserError(error, path);
  });
  const files: FileRecord[] = [];
  try {
    let head: ScanHead | undefined;
    for (const line of linesOf(bytes)) {
      if (head === undefined) head = parseHead(line);
      else if (line === END) return { ...head, files };
      else files.push(fileSchema.parse(JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line)));
    }
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path); // the end is missing
}
