// Starts the real workbench with the packaged extension and the sample data set, for a person to try; Ctrl-C stops it.
// usage: npm run editor [-- --port 8123 --folder FOLDER]
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CodeServer } from "../../test/vscode/harness/server.ts";
import { packageExtension } from "../package.mjs";
import { drawSample } from "./sample.mjs";
import { setUp } from "./setup.mjs";

const { values } = parseArgs({
  options: { port: { type: "string" }, folder: { type: "string", default: "demo" } },
});

const reason = await setUp();
if (reason) {
  console.error(`No workbench: ${reason}.`);
  process.exit(1);
}
const folder = resolve(values.folder);
drawSample(folder);
const vsix = await packageExtension();
const state = mkdtempSync(join(tmpdir(), "pupil-editor-"));
const port = values.port === undefined ? undefined : Number(values.port);
const server = await CodeServer.start({ state, vsix, port });
try {
  console.log(`\n${server.url}?folder=${encodeURIComponent(folder)}\n\nCtrl-C stops it.`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
} finally {
  await server.stop();
  rmSync(state, { recursive: true, force: true, maxRetries: 3 });
}
