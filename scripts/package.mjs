// Makes the platform-specific .vsix of what dist/ holds.
// usage: npm run package [-- --target linux-x64|linux-arm64|darwin-arm64|win32-x64|win32-arm64]
import { createVSIX } from "@vscode/vsce";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { currentTarget, stage, stagingFolder, targets } from "./packageStage.mjs";

/** Packages for the target; returns the path of the .vsix. */
export async function packageExtension(target = currentTarget) {
  if (!targets.includes(target)) {
    throw new Error(`No binaries for ${target}; there are some for ${targets.join(", ")}.`);
  }
  if (!existsSync("dist/extension.js")) throw new Error("Nothing to package: run `npm run build`.");
  const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
  const packagePath = resolve(`${name}-${target}-${version}.vsix`);
  const cwd = stagingFolder();
  try {
    stage(target, cwd);
    await createVSIX({
      cwd,
      packagePath,
      target,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  return packagePath;
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { values } = parseArgs({ options: { target: { type: "string" } } });
    const file = await packageExtension(values.target);
    console.log(`${file}: ${(statSync(file).size / 2 ** 20).toFixed(1)} MiB`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
