// Bundles the extension, the backend, the command line and every dashboard with esbuild.
// usage: node scripts/build.mjs [--production] [--watch]
import { build, context } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const production = process.argv.includes("--production");

/** Packages with native binaries or optional presence stay outside the bundles. */
const external = ["vscode", "sharp", "onnxruntime-node", "@tensorflow/*"];

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  logLevel: "warning",
  target: "node20",
  legalComments: "none",
};

const node = { ...common, platform: "node", format: "cjs", external };

/** Each folder in webview/ with a main.ts is a dashboard of that name. */
const dashboards = readdirSync("webview", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join("webview", entry.name, "main.ts")))
  .map((entry) => entry.name);

const targets = [
  { ...node, entryPoints: { extension: "src/extension/main.ts" }, outdir: "dist" },
  { ...node, entryPoints: { backend: "src/backend/main.ts" }, outdir: "dist" },
  {
    ...node,
    entryPoints: { trainingWorker: "src/backend/engine/worker/trainingWorker.ts" },
    outdir: "dist",
  },
  {
    ...node,
    entryPoints: { cli: "src/backend/cli.ts" },
    outdir: "dist",
    banner: { js: "#!/usr/bin/env node" },
  },
  {
    ...common,
    platform: "browser",
    format: "iife",
    target: "es2022",
    entryPoints: Object.fromEntries(dashboards.map((name) => [name, `webview/${name}/main.ts`])),
    outdir: "dist/webview",
  },
].filter((target) => Object.values(target.entryPoints).every((entry) => existsSync(entry)));

if (process.argv.includes("--watch")) {
  for (const target of targets) await (await context(target)).watch();
} else {
  await Promise.all(targets.map((target) => build(target)));
}
