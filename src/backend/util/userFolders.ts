/** Where the platform wants a user's files that are of no data set: to keep, or to reckon again when lost. */
import { homedir, platform } from "node:os";
import { isAbsolute, join } from "node:path";

/** The specification of XDG says to ignore a relative path. */
function xdgFolder(given: string | undefined, otherwise: readonly string[]): string {
  const isGiven = given !== undefined && isAbsolute(given);
  return join(isGiven ? given : join(homedir(), ...otherwise), "pupil");
}

/** For what a user wants to keep. */
export function dataFolder(environment: NodeJS.ProcessEnv): string {
  const system = platform();
  if (system === "win32") {
    return join(environment["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "Pupil");
  }
  if (system === "darwin") return join(homedir(), "Library", "Application Support", "Pupil");
  return xdgFolder(environment["XDG_DATA_HOME"], [".local", "share"]);
}

/** For what can be found out again. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const system = platform();
  if (system === "win32") {
    return join(environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "Pupil");
  }
  if (system === "darwin") return join(homedir(), "Library", "Caches", "Pupil");
  return xdgFolder(environment["XDG_CACHE_HOME"], [".cache"]);
}
