// Runs all tests in the editor: the mocha suite in the extension host, then the end-to-end specs.
// usage: node --import tsx scripts/workbench/test.mjs [--if-ready]
// --if-ready: without the workbench, say so and succeed, instead of fetching 0.8 GB unasked; PUPIL_NO_SKIP=1 overrules it.
import { installedWorkbench } from "../../test/vscode/harness/install.ts";
import { runSuite } from "./suite.mjs";
import { runUi } from "./ui.mjs";

const optional = process.argv.includes("--if-ready") && process.env.PUPIL_NO_SKIP !== "1";

if (optional && !installedWorkbench()) {
  console.log(
    "Editor tests: skipped, the workbench is not set up (`npm run test:editor` does it).",
  );
} else {
  try {
    const { passes } = await runSuite();
    const passed = await runUi();
    console.log(`Editor tests: ${passes} in the extension host, ${passed} end to end passed.`);
  } catch (error) {
    console.error(`Editor tests: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
