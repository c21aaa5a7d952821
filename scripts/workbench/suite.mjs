// Runs the mocha suite inside a real extension host, through @vscode/test-electron.
// usage: npm run test:suite   The host: PUPIL_VSCODE (an executable), else desktop VS Code where it can be downloaded and
// has a display, else the browser workbench. PUPIL_EXTENSION names another extension folder than this one.
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setUp } from "./setup.mjs";

const output = resolve("dist", "test");

/** Bundles each test file and the stand-in executable; tests are found by pattern. */
async function bundle() {
  rmSync(output, { recursive: true, force: true });
  const suite = readdirSync("test/vscode/suite").map((name) => join("test/vscode/suite", name));
  const common = { bundle: true, platform: "node", format: "cjs", target: "node20" };
  const external = ["vscode", "mocha", "playwright-core"];
  await Promise.all([
    build({ ...common, external, entryPoints: suite, outdir: join(output, "suite") }),
    build({
      ...common,
      external,
      entryPoints: ["test/vscode/harness/shim.ts"],
      outdir: output,
      banner: { js: "#!/usr/bin/env node" },
    }),
  ]);
  chmodSync(join(output, "shim.js"), 0o755);
}

/** Whether Microsoft's download answers and a window could open. */
async function desktopCanRun() {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return false;
  const releases = "https://update.code.visualstudio.com/api/releases/stable";
  const answer = await fetch(releases, { signal: AbortSignal.timeout(3000) }).catch(
    () => undefined,
  );
  return answer?.ok ?? false;
}

/** The executable to test in; undefined lets test-electron download desktop VS Code. */
async function chooseHost() {
  if (process.env.PUPIL_VSCODE) return process.env.PUPIL_VSCODE;
  if (await desktopCanRun()) return undefined;
  const reason = await setUp();
  if (reason) throw new Error(`No editor to test in: ${reason}.`);
  return join(output, "shim.js");
}

/** Runs the suite; resolves to mocha's numbers, rejects when a test fails or none ran. */
export async function runSuite() {
  await bundle();
  const vscodeExecutablePath = await chooseHost();
  const workspace = mkdtempSync(join(tmpdir(), "pupil-workspace-"));
  const profile = mkdtempSync(join(tmpdir(), "pupil-profile-"));
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: resolve(process.env.PUPIL_EXTENSION ?? "."),
      extensionTestsPath: join(output, "suite", "index.js"),
      launchArgs: [
        workspace,
        `--user-data-dir=${join(profile, "data")}`,
        `--extensions-dir=${join(profile, "extensions")}`,
      ],
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
    rmSync(profile, { recursive: true, force: true });
  }
  const result = join(output, "suite", "result.json");
  if (!existsSync(result)) throw new Error("The editor closed before the tests began.");
  return JSON.parse(readFileSync(result, "utf8"));
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { passes } = await runSuite();
    console.log(`Extension host: ${passes} tests passed.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
