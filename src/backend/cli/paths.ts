/** Paths as they are given on the command line. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../protocol/errors";

/** The absolute path of a folder that may not exist yet; a file is refused. */
export function datasetPath(path: string): string {
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isFile() === true) {
    throw new UserError("invalid-argument", `${path} is a file, not a folder of pictures.`);
  }
  return directory;
}
