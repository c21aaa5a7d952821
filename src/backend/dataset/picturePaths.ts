/** Pictures by the paths that a person gives: as they are, or all in a folder, one after the other. */
import { opendir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { throwIfCancelled } from "../util/context";
import { toUserError } from "../util/files";
import { pictureExtensions } from "./listing";

/** The names in a folder, those of files and those of folders, sorted; hidden ones and links are left out. */
async function entriesOf(folder: string) {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) folders.push(entry.name);
      else if (entry.isFile()) files.push(entry.name);
    }
  } catch (error) {
    throw toUserError(error, folder);
  }
  return { files: files.sort(), folders: folders.sort() };
}

async function* below(folder: string, signal: AbortSignal): AsyncGenerator<string> {
  throwIfCancelled(signal);
  const { files, folders } = await entriesOf(folder);
  const wanted = pictureExtensions(false);
  for (const name of files) {
    if (wanted.includes(extname(name).toLowerCase())) yield join(folder, name);
  }
  for (const name of folders) yield* below(join(folder, name), signal);
}

/**
 * Every path that is no folder, whatever its name, and the files named like pictures in and below
 * each folder, in an order that is always the same. Only one folder's names are held at a time.
 */
export async function* picturePaths(
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<string> {
  for (const path of paths) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    if (isFolder) yield* below(path, signal);
    else yield path;
  }
}
