/** Bundles of the sources as they are, made as a release's are: only those start the training thread. */
import { resolve } from "node:path";
import { buildSync } from "esbuild";

/** Inside the project, so that its packages are found. */
const FOLDER = resolve("out/bench");

/** Bundles the program beside the training thread; gives its file. */
export function bundle(name: string, source: string): string {
  buildSync({
    entryPoints: {
      [name]: source,
      trainingWorker: "src/backend/engine/worker/trainingWorker.ts",
    },
    outdir: FOLDER,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["sharp", "onnxruntime-node", "@tensorflow/*"],
    logLevel: "warning",
  });
  return resolve(FOLDER, `${name}.js`);
}
