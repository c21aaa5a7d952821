/** Which paths a tool may name: those in the workspace's folders, links followed. */
import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import { isInside } from "../paths";

/** Where a path really lies; undefined for what is not there, or cannot be. */
async function placeOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

/** Where the nearest folder above a path really lies that is there. */
async function placeAbove(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path ? path : ((await placeOf(parent)) ?? (await placeAbove(parent)));
}

/**
 * The absolute path of what lies in one of the folders; a relative path is looked for in each.
 * "outside-workspace" for all else, and "not-found" for what is nowhere: nothing is said of files
 * outside, not even whether they exist.
 */
export async function insideWorkspace(path: string, folders: readonly string[]): Promise<string> {
  const roots = await Promise.all(
    folders.map(async (folder) => ({ folder, real: await realpath(folder).catch(() => folder) })),
  );
  const isReallyInside = (place: string) => roots.some(({ real }) => isInside(real, place));
  const candidates = roots
    .map(({ folder }) => resolve(folder, path))
    .filter((candidate) => folders.some((folder) => isInside(folder, candidate)));
  const places = await Promise.all(
    candidates.map(async (candidate) => ({ candidate, place: await placeOf(candidate) })),
  );
  const found = places.find(({ place }) => place !== undefined && isReallyInside(place));
  if (found !== undefined) return found.candidate;
  const above = await Promise.all(candidates.map(placeAbove));
  const isMissing = places.length > 0 && places.every(({ place }) => place === undefined);
  if (isMissing && above.every(isReallyInside)) {
    throw new UserError("not-found", `There is no ${path} in the workspace.`);
  }
  throw new UserError("outside-workspace", `${path} is not in the workspace.`);
}
