/** Unpacks an archive of files into an empty folder, and nothing but files, and only there. */
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { UserError } from "../../protocol/errors";
import { throwIfCancelled } from "../util/context";
import { resolveInside, toUserError } from "../util/files";

/** Far above any published data set of pictures: an archive beyond them would fill the disk. */
const MOST_FILES = 200_000;
const MOST_BYTES = 8 * 2 ** 30;

function refused(archive: string, why: string): UserError {
  const message = `${archive} is not an archive that can be trusted: ${why}. It was not unpacked.`;
  return new UserError("corrupt-file", message);
}

/**
 * The path of an entry below the folder; undefined for what is passed over: folders, which are made
 * when files need them, and the "._" files in which macOS keeps attributes.
 */
function pathOf({ header }: ParsedTarEntry, archive: string): string | undefined {
  const { name, type = "file" } = header;
  if (type !== "file" && type !== "directory") throw refused(archive, `${name} is a ${type}`);
  const path = posix.normalize(name);
  const outside = path.startsWith("../") || path === ".." || posix.isAbsolute(path);
  if (outside || /[\\\0:]/.test(path)) throw refused(archive, `${name} leads out of its folder`);
  if (type === "directory" || posix.basename(path).startsWith("._")) return undefined;
  return path;
}

/** Gives the entries of a .tar.gz one by one; each body must be read or cancelled. */
async function* entriesOf(file: string): AsyncGenerator<ParsedTarEntry> {
  const gunzip = createGunzip();
  const reading = pipeline(createReadStream(file), gunzip);
  reading.catch(() => undefined); // the same failure comes out of gunzip
  try {
    const bytes: ReadableStream<Uint8Array> = Readable.toWeb(gunzip);
    yield* bytes.pipeThrough(createTarDecoder({ strict: true }));
  } finally {
    gunzip.destroy();
  }
}

/** Unpacks a .tar.gz; gives the paths of its files, relative to the folder. */
export async function unpack(
  file: string,
  folder: string,
  options: { readonly signal: AbortSignal; readonly onFile: () => void },
): Promise<string[]> {
  const archive = posix.basename(file.replaceAll("\\", "/"));
  const paths: string[] = [];
  let total = 0;
  try {
    for await (const entry of entriesOf(file)) {
      throwIfCancelled(options.signal);
      const path = pathOf(entry, archive);
      total += entry.header.size;
      if (total > MOST_BYTES || paths.length > MOST_FILES) throw refused(archive, "it has no end");
      if (path === undefined) {
        await entry.body.cancel();
        continue;
      }
      const target = resolveInside(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, entry.body, { flag: "wx" });
      paths.push(path);
      options.onFile();
    }
  } catch (error) {
    const shown = toUserError(error, folder);
    if (shown instanceof UserError) throw shown;
    const reason = error instanceof Error ? error.message : String(error);
    throw refused(archive, `it is damaged (${reason})`);
  }
  return paths;
}
