// Bundles the dashboards as scripts/build.mjs does, in memory.
import { build } from "esbuild";
import { basename } from "node:path";
import type { DashboardKind } from "../../../src/protocol/dashboard";

const KINDS: readonly DashboardKind[] = [
  "dataset",
  "learningRate",
  "training",
  "evaluation",
  "compare",
  "sweep",
  "classify",
];

/** File name ("dataset.js", "dataset.css") to text. */
export async function bundleDashboards(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    entryPoints: Object.fromEntries(KINDS.map((kind) => [kind, `webview/${kind}/main.ts`])),
    outdir: "dist/webview",
  });
  return new Map(outputFiles.map((file) => [basename(file.path), file.text]));
}
