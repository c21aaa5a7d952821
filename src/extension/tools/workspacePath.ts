/** Which paths a tool may name: those in the workspace's folders, links followed. */
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import { isInside } from "../paths";

/**
 * The absolute path of what lies in one of the folders; a relative path is looked for in each.
 * "outside-workspace" for all else, and "not-found" for what is nowhere: nothing is said of files
 * outside, not even whether they exist.
 */
export async function insideWorkspace(path: string, folders: readonly string[]): Promise<string> {
  const roots = await Promise.all(
    folders.map(async (folder) => ({ folder, real: await realpath(folder).catch(() => folder) })),
  );
  const candidates = roots
    .map(({ folder }) => resolve(folder, path))
    .filter((candidate) => folders.some((folder) => isInside(folder, candidate)));
  for (const candidate of candidates) {
    const place = await realpath(candidate).catch(() => undefined);
    if (place === undefined) continue;
    if (roots.some(({ real }) => isInside(real, place))) return candidate;
  }
  const isNamedInside = candidates.length > 0;
  const exists = await Promise.all(candidates.map((each) => realpath(each).catch(() => undefined)));
  if (isNamedInside && exists.every((each) => each === undefined)) {
    throw new UserError("not-found", `There is no ${path} in the workspace.`);
  }
  throw new UserError("outside-workspace", `${path} is not in the workspace.`);
}
