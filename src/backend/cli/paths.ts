/** Paths as they are given on the command line. */
import { existsSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { UserError } from "../../protocol/errors";

/** The absolute path of a folder that may not exist yet; a file is refused. */
export function datasetPath(path: string): string {
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isFile() === true) {
    throw new UserError("invalid-argument", `${path} is a file, not a folder of pictures.`);
  }
  return directory;
}

/** The absolute path of a folder that is there: what is listed of a mistyped one would be nothing. */
export function existingPath(path: string): string {
  const directory = datasetPath(path);
  if (existsSync(directory)) return directory;
  throw new UserError("not-found", `${directory} does not exist.`);
}

/** A picture as its data set calls it: given from here, as a shell completes it, or from the data set. */
export function picturePath(directory: string, path: string): string {
  const fromDataset = relative(directory, resolve(path));
  const isInside = !isAbsolute(fromDataset) && fromDataset.split(sep)[0] !== "..";
  return (isInside && existsSync(resolve(path)) ? fromDataset : path).split(sep).join("/");
}
