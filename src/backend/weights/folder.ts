/** Where this user's weights are kept: one copy, whatever data sets and windows use them. */
import { homedir, platform } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** The variable that says where instead; the extension sets it from its setting. */
export const FOLDER_VARIABLE = "PUPIL_WEIGHTS_FOLDER";

/** Where the platform wants a user's data. */
function dataFolder(environment: NodeJS.ProcessEnv): string {
  const system = platform();
  if (system === "win32") {
    return join(environment["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "Pupil");
  }
  if (system === "darwin") return join(homedir(), "Library", "Application Support", "Pupil");
  const given = environment["XDG_DATA_HOME"] ?? "";
  // the specification says to ignore a relative path
  return join(isAbsolute(given) ? given : join(homedir(), ".local", "share"), "pupil");
}

/** Absolute path of the store's folder; it need not exist. */
export function weightsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment[FOLDER_VARIABLE]?.trim() ?? "";
  return given === "" ? join(dataFolder(environment), "weights") : resolve(given);
}
