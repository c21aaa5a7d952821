// Runs the end-to-end specs with Node's own runner: each drives a real window with the packaged extension.
// usage: npm run test:ui [-- PATH-PART...]   PUPIL_VSIX names another .vsix than the one that is made here.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { packageExtension } from "../package.mjs";
import { setUp } from "./setup.mjs";

const folder = "test/vscode/ui";

/** Runs the specs, found by pattern; resolves to the number that passed, rejects when one fails or none ran. */
export async function runUi(wanted = []) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".spec.ts"))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .map((name) => join(folder, name));
  if (files.length === 0) throw new Error(`No spec matches ${wanted.join(" ")}.`);
  const reason = await setUp();
  if (reason) throw new Error(`No window to drive: ${reason}.`);
  process.env.PUPIL_VSIX ??= await packageExtension();
  const stream = run({ files, concurrency: 1, timeout: 900_000 });
  let passed = 0;
  let failed = 0;
  stream.on("test:fail", () => failed++);
  stream.on("test:pass", ({ details, skip, name }) => {
    const isTest = details.type !== "suite" && !files.some((file) => name.endsWith(file));
    if (isTest && skip === undefined) passed++;
    if (skip !== undefined && process.env.PUPIL_NO_SKIP === "1") failed++;
  });
  const report = stream.compose(new spec());
  report.pipe(process.stdout);
  await new Promise((resolve) => report.once("end", resolve));
  if (failed > 0) throw new Error("End-to-end specs failed; see test-results/.");
  if (passed === 0) throw new Error("No end-to-end test ran.");
  return passed;
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(`End to end: ${await runUi(process.argv.slice(2))} tests passed.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
