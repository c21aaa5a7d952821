/** Where this user's weights are kept: one copy, whatever data sets and windows use them. */
import { join, resolve } from "node:path";
import { dataFolder } from "../util/userFolders";

/** The variable that says where instead; the extension sets it from its setting. */
export const FOLDER_VARIABLE = "PUPIL_WEIGHTS_FOLDER";

/** Absolute path of the store's folder; it need not exist. */
export function weightsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment[FOLDER_VARIABLE]?.trim() ?? "";
  return given === "" ? join(dataFolder(environment), "weights") : resolve(given);
}
