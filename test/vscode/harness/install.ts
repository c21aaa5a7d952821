// Where the browser workbench (code-server, its own Node, Chromium) lies on this machine, and whether it is there.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** code-server 4.139.1 is the workbench of VS Code 1.139.1. */
export const workbenchVersion = "4.139.1";

/** What scripts/workbench/setup.mjs leaves in workbench.json once all of it works. */
export interface InstalledWorkbench {
  readonly version: string;
  readonly node: string;
  /** code-server's entry script, for that Node and no other. */
  readonly entry: string;
  readonly chromium: string;
}

/** The folder of the workbench: outside the clone, so that a fresh clone finds it again. */
export function workbenchFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return resolve(process.env["PUPIL_WORKBENCH"] ?? join(cache, "pupil-workbench"));
}

/** The workbench of the version that the tests are written for, if it is set up and still whole. */
export function installedWorkbench(): InstalledWorkbench | undefined {
  const manifest = join(workbenchFolder(), "workbench.json");
  if (!existsSync(manifest)) return undefined;
  const installed = JSON.parse(readFileSync(manifest, "utf8")) as InstalledWorkbench;
  const files = [installed.node, installed.entry, installed.chromium];
  const whole = files.every((file) => existsSync(file));
  return whole && installed.version === workbenchVersion ? installed : undefined;
}

/** The same, for those who cannot go on without it. */
export function requireWorkbench(): InstalledWorkbench {
  const installed = installedWorkbench();
  if (installed === undefined) throw new Error("No workbench: run `npm run workbench` first.");
  return installed;
}
