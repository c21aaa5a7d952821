/** Versions of Pupil and of the packages that it runs on, read from their manifests. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({ name: z.string(), version: z.string() });

/** The folders from this one up to the root: bundles and sources lie at different depths. */
function* foldersUp(): Generator<string> {
  let folder = __dirname;
  while (folder !== dirname(folder)) {
    yield folder;
    folder = dirname(folder);
  }
}

function manifestVersion(path: string, name: string): string | undefined {
  try {
    const manifest = manifestSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return manifest.data?.name === name ? manifest.data.version : undefined;
  } catch {
    return undefined; // none in this folder
  }
}

function firstVersion(name: string, ...path: readonly string[]): string {
  for (const folder of foldersUp()) {
    const version = manifestVersion(join(folder, ...path, "package.json"), name);
    if (version !== undefined) return version;
  }
  return "unknown";
}

/** Pupil's own version. */
export function pupilVersion(): string {
  return firstVersion("pupil");
}

/** Version of an installed package; "unknown" when it is not there. */
export function packageVersion(name: string): string {
  return firstVersion(name, "node_modules", name);
}
