/** Walks a folder: which files are there, and which of them are named like pictures. */
import { lstat, readdir } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import type { Finding } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { forEachConcurrently } from "../util/concurrency";
import { throwIfCancelled } from "../util/context";
import { systemCode, toUserError } from "../util/files";
import type { Stamp } from "./schema";

/** Names of pictures, whatever the case; `.jpg` is what the notebook takes. */
const EXTENSIONS: readonly string[] = [".jpg", ".jpeg", ".png", ".webp"];

/** Oxford-IIIT Pet's trimaps are masks, not pictures, under any rule. */
const MASKS = /(^|\/)annotations\/trimaps\//;

/** Whether a file named like a picture is one; `path` is relative, with forward slashes. */
export function isPicturePath(path: string, extensions = EXTENSIONS): boolean {
  return extensions.includes(extname(path).toLowerCase()) && !MASKS.test(path);
}

const STATS_AT_ONCE = 16;

/** The files of a data set; all paths are relative to its folder, with forward slashes. */
export interface Listing {
  /** Absolute. */
  readonly directory: string;
  /** Every file that is not hidden, by path. */
  readonly files: ReadonlyMap<string, Stamp>;
  /** Those named like pictures, sorted. */
  readonly pictures: readonly string[];
  /** What could not be looked into: links, folders without permission. */
  readonly findings: readonly Finding[];
}

/** The extensions that a scan looks for. */
export function pictureExtensions(onlyJpg: boolean): readonly string[] {
  return onlyJpg ? [".jpg"] : EXTENSIONS;
}

function unreadable(path: string, message: string): Finding {
  return { kind: "unreadable", path, message, skipped: true };
}

/** Paths of all files below `folder`; links are not followed, so no loop and no way out. */
async function walk(
  root: string,
  folder: string,
  found: { readonly paths: string[]; readonly findings: Finding[]; readonly signal: AbortSignal },
): Promise<void> {
  throwIfCancelled(found.signal);
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (folder === "") throw error;
      const reason = systemCode(error) ?? "unknown reason";
      const message = `The folder ${folder} cannot be read (${reason}): skipped.`;
      found.findings.push(unreadable(folder, message));
      return [];
    },
  );
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) {
      found.findings.push(unreadable(path, `${path} is a symbolic link, not followed: skipped.`));
    } else if (entry.isDirectory()) {
      await walk(root, path, found);
    } else if (entry.isFile()) {
      found.paths.push(path);
    }
  }
}

/** Lists a folder, hidden files and folders (and so `.pupil`) left out. */
export async function listFiles(
  folder: string,
  onlyJpg: boolean,
  signal: AbortSignal,
): Promise<Listing> {
  const directory = resolve(folder);
  const paths: string[] = [];
  const findings: Finding[] = [];
  try {
    await walk(directory, "", { paths, findings, signal });
  } catch (error) {
    if (systemCode(error) === "ENOTDIR") {
      throw new UserError("not-found", `${directory} is not a folder.`, { cause: error });
    }
    throw toUserError(error, directory);
  }
  const stamps = new Map<string, Stamp>();
  const stamp = async (path: string) => {
    const stats = await lstat(join(directory, path)).catch(() => undefined); // gone meanwhile
    if (stats === undefined) return;
    const modifiedMs = Math.round(stats.mtimeMs); // copying tools keep no more than milliseconds
    stamps.set(path, { bytes: stats.size, modifiedMs });
  };
  await forEachConcurrently(paths, stamp, { concurrency: STATS_AT_ONCE, signal });

  const wanted = pictureExtensions(onlyJpg);
  const pictures = [...stamps.keys()].filter((path) => isPicturePath(path, wanted)).sort();
  return { directory, files: stamps, pictures, findings };
}
