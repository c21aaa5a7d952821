/** Which paths are inside which folders, and where Pupil keeps things; no path from outside is trusted before it passed here. */
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { UserError } from "../protocol/errors";

/** Extensions, in lower case, of pictures that can be classified. */
export const PICTURE_EXTENSIONS = [".jpg", ".jpeg", ".png", ".webp"] as const;

/** Whether the path is the folder or lies in it, by its words alone. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The absolute path of `path` in the folder; throws "outside-workspace" when it leads out of it. */
export function resolveInside(folder: string, path: string): string {
  const absolute = resolve(folder, path);
  if (path.includes("\0") || !isInside(folder, absolute)) {
    throw new UserError("outside-workspace", `${path} leads out of ${folder}.`);
  }
  return absolute;
}

/** The data set of a run's folder, DATASET/.pupil/runs/ID; undefined when it is no such folder. */
export function datasetOfRun(run: string): string | undefined {
  const runs = dirname(resolve(run));
  const pupil = dirname(runs);
  const isRun = basename(runs) === "runs" && basename(pupil) === ".pupil";
  return isRun ? dirname(pupil) : undefined;
}

/** The data set of a file in its .pupil folder; undefined for other files. */
export function datasetOfFile(file: string): string | undefined {
  const parts = resolve(file).split(sep);
  const index = parts.lastIndexOf(".pupil");
  return index > 0 ? parts.slice(0, index).join(sep) || sep : undefined;
}

/** Whether a name is that of a picture. */
export function isPicture(name: string): boolean {
  const lower = name.toLowerCase();
  return PICTURE_EXTENSIONS.some((extension) => lower.endsWith(extension));
}
