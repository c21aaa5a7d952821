// The recorded answers of SciPy are those that it gives here.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { missingPython, python } from "../skip";

describe("recorded tests of significance", { skip: missingPython(["scipy"]) }, () => {
  it("are SciPy's", () => {
    const run = spawnSync(python, [resolve("test/oracle/significance.py")], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const recorded: unknown = JSON.parse(readFileSync("test/fixtures/significance.json", "utf8"));
    assert.deepEqual(JSON.parse(run.stdout), recorded);
  });
});
