// Bundles the backend's doors as the build does, so that what is tested is what is shipped.
import { build } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { after } from "node:test";

/**
 * A folder for backend.js, cli.js and trainingWorker.js, removed after the tests; inside the project
 * so that packages are found. `build` fills it.
 */
export function bundles(): { readonly folder: string; readonly build: () => Promise<void> } {
  mkdirSync("out", { recursive: true });
  const folder = mkdtempSync(resolve("out", "contract-"));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    async build() {
      await build({
        entryPoints: {
          backend: "src/backend/main.ts",
          cli: "src/backend/cli.ts",
          trainingWorker: "src/backend/engine/worker/trainingWorker.ts",
        },
        outdir: folder,
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        external: ["sharp", "onnxruntime-node", "@tensorflow/*"],
        logLevel: "warning",
      });
    },
  };
}
