/** Pictures by the paths that a person gives: as they are, or all in a folder, one after the other. */
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { throwIfCancelled } from "../util/context";
import { toUserError } from "../util/files";
import { isPicturePath } from "./listing";

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

/** `inside` is where the folder is in the one that was asked for: "" or "some/where/". */
async function* below(folder: string, signal: AbortSignal, inside = ""): AsyncGenerator<string> {
  throwIfCancelled(signal);
  const { files, folders } = await entriesOf(folder);
  for (const name of files) {
    if (isPicturePath(inside + name)) yield join(folder, name);
  }
  for (const name of folders) yield* below(join(folder, name), signal, `${inside}${name}/`);
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
