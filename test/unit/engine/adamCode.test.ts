/** The WebAssembly code in the sources is what its text says. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

test("adamCode.ts is assembled from adam.wat as it is now", () => {
  const check = spawnSync(process.execPath, ["scripts/wasm.mjs", "--check"], { encoding: "utf8" });
  assert.equal(check.status, 0, check.stderr);
});
