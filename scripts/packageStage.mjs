// Lays out exactly the files of a platform's .vsix in a folder: bundles, texts, pictures, and the native packages of that platform.
import { buildSync } from "esbuild";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, sep } from "node:path";

/** Platforms for which both sharp and ONNX Runtime have binaries, in VS Code's names. */
export const targets = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];
export const currentTarget = `${process.platform}-${process.arch}`;

/** What the manifest says to npm only; the packages that run are in the .vsix, and nobody's PATH leads there. */
const developmentKeys = new Set([
  "bin",
  "scripts",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
]);
/** Packages that stay outside the bundles; tfjs-node-gpu is not packaged: a person installs it. */
const roots = ["sharp", "onnxruntime-node"];
/** What onnxruntime-node needs only while it is being installed; its installer brings its own copy. */
const installOnly = new Set(["adm-zip", "global-agent"]);
/** Sources, types and headers: nothing of that runs. */
const notRun = /\.(map|[cm]?ts|mjs|cc|h|gyp|bnf)$|(^|\/)(src|install|script|bin|esm|glib-2\.0)\//;
const texts = ["README.md", "LICENSE", "CHANGELOG.md", "l10n", "media"];

/** Fills the folder for the target; dist/ must be built. */
export function stage(target, folder) {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"), (key, value) =>
    developmentKeys.has(key) ? undefined : value,
  );
  const nls = readdirSync(".").filter((name) => /^package\.nls(\..+)?\.json$/.test(name));
  for (const name of new Set([...texts, ...nls, ...contributed(manifest.contributes)])) {
    if (existsSync(name)) cpSync(name, join(folder, name), { recursive: true });
  }
  cpSync("dist", join(folder, "dist"), {
    recursive: true,
    filter: (file) => !/^dist[\\/](test|node_modules|cli\.js)|\.map$/.test(file),
  });
  stagePackages(target, join(folder, "dist", "node_modules"));
  manifest.activationEvents ??= []; // vsce wants it said, though VS Code derives it from the contributions
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  writeFileSync(join(folder, ".vscodeignore"), "# all that is staged is wanted\n");
}

/** Files that the manifest's contributions name: icons, schemas, walkthrough pages. */
function contributed(node) {
  if (typeof node === "string")
    return /^\.?[\w./-]+\.\w+$/.test(node) && existsSync(node) ? [node] : [];
  return node && typeof node === "object" ? Object.values(node).flatMap(contributed) : [];
}

/**
 * The packages go into dist/node_modules, where the backend's `require` looks first
 * and where vsce, told of no dependencies, lets them be.
 */
function stagePackages(target, destination) {
  const foreign = target === currentTarget ? undefined : installFor(target);
  const modules = join(foreign ?? ".", "node_modules");
  try {
    if (target === "linux-x64") stageInstaller(modules, destination);
    for (const folder of packageFolders(target, modules)) {
      cpSync(folder, join(destination, relative(modules, folder)), {
        recursive: true,
        filter: (file) => runs(relative(folder, file).replaceAll(sep, "/"), target, folder),
      });
    }
  } finally {
    if (foreign) rmSync(foreign, { recursive: true, force: true });
  }
}

/**
 * ONNX Runtime's installer of the CUDA libraries, which are for this one platform, in one file at its
 * place: it is run on a person's word (`pupil doctor --install-cuda`), and finds all by that place.
 */
function stageInstaller(modules, destination) {
  const script = join("onnxruntime-node", "script", "install.js");
  buildSync({
    entryPoints: [join(modules, script)],
    outfile: join(destination, script),
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

/** Installs the native packages of another platform in a folder of their own. */
function installFor(target) {
  const folder = mkdtempSync(join(tmpdir(), "pupil-packages-"));
  const [os, cpu] = target.split("-");
  const wanted = roots.map((name) => `${name}@${readPackage(join("node_modules", name)).version}`);
  writeFileSync(join(folder, "package.json"), "{}");
  const platform = [`--os=${os}`, `--cpu=${cpu}`, "--libc=glibc"];
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...platform, ...quiet, ...wanted], {
    cwd: folder,
    shell: process.platform === "win32", // npm is a .cmd there
  });
  return folder;
}

/** Folders of the roots, of what they need to run, and of sharp's binaries for the target. */
function packageFolders(target, modules) {
  const found = new Set();
  const visit = (name, from) => {
    const nested = join(from, "node_modules", name);
    const folder = existsSync(nested) ? nested : join(modules, name);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = readPackage(folder);
    for (const next of Object.keys(dependencies)) if (!installOnly.has(next)) visit(next, folder);
    const binaries = [`@img/sharp-${target}`, `@img/sharp-libvips-${target}`];
    for (const next of binaries) if (next in optionalDependencies) visit(next, folder);
  };
  for (const name of roots) visit(name, modules);
  return found;
}

/** Whether a file of a package is needed to run on the target. */
function runs(file, target, folder) {
  const name = basename(folder);
  if (file.startsWith("node_modules")) return false; // nested packages are folders of their own
  if (name === "onnxruntime-node" && (file === "bin" || file.startsWith("bin/"))) {
    const binaries = `bin/napi-v6/${target.replace("-", "/")}`;
    return binaries.startsWith(file) || (file.startsWith(`${binaries}/`) && !isSpare(file));
  }
  if (/\.md$/i.test(file)) return /licen[sc]e/i.test(file) || !hasLicence(folder);
  return !notRun.test(file) && !notRun.test(`${file}/`);
}

/**
 * DirectML.dll is loaded only for a provider that Pupil does not use; macOS's library lies there twice.
 * WebGPU is inside libonnxruntime (with dxcompiler and dxil on Windows) and stays.
 */
function isSpare(file) {
  return /DirectML\.dll$|libonnxruntime\.\d+\.\d+[\d.]*\.dylib$/.test(file);
}

/** Where a package has no licence file, its README says the licence. */
function hasLicence(folder) {
  return readdirSync(folder).some((name) => /^licen[sc]e/i.test(name));
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** Makes an empty folder to stage in. */
export function stagingFolder() {
  const folder = mkdtempSync(join(tmpdir(), "pupil-stage-"));
  mkdirSync(join(folder, "dist"));
  return folder;
}
