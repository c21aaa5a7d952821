// The mocha suite's entry inside the extension host: runs every *.test.js beside it, fails on a failure and on nothing run.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/** Called by VS Code (--extensionTestsPath); a rejection is exit code 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, color: false, forbidOnly: true });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith(".test.js")) mocha.addFile(join(__dirname, name));
  }
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => {
      resolve(runner.stats);
    });
  });
  const { passes = 0, failures = 0, pending = 0 } = stats ?? {};
  // the runner outside reads it: an exit code alone would not tell that the tests never began
  writeFileSync(join(__dirname, "result.json"), JSON.stringify({ passes, failures, pending }));
  if (failures > 0) throw new Error(`${failures} tests failed`);
  if (passes === 0) throw new Error("No test ran");
  if (pending > 0 && process.env["PUPIL_NO_SKIP"] === "1") throw new Error(`${pending} skipped`);
}
