// What language-model tools may name, and what they make of what models send.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { insideWorkspace } from "../../../src/extension/tools/workspacePath";
import { TOOLS } from "../../../src/protocol/tools/definitions";
import { checkInput } from "../../../src/protocol/tools/schema";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";

describe("paths that a tool may name", () => {
  const root = temporaryFolder();
  const [first, second, outside] = ["first", "second", "outside"].map((name) => join(root, name));
  const folders = [first!, second!];

  before(() => {
    for (const folder of [...folders, outside!]) mkdirSync(folder);
    writeFileSync(join(first!, "a.jpg"), "");
    writeFileSync(join(second!, "b.jpg"), "");
    writeFileSync(join(outside!, "c.jpg"), "");
    symlinkSync(outside!, join(first!, "link"));
  });

  it("lie in one of the workspace's folders", async () => {
    assert.equal(await insideWorkspace("a.jpg", folders), join(first!, "a.jpg"));
    assert.equal(await insideWorkspace("b.jpg", folders), join(second!, "b.jpg"));
    assert.equal(await insideWorkspace(first!, folders), first);
  });

  it("lie nowhere else, by words or by links", async () => {
    const c = join(outside!, "c.jpg");
    for (const path of [c, "../outside/c.jpg", "link/c.jpg", "link", "..", "/"]) {
      await rejectsWith("outside-workspace", insideWorkspace(path, folders));
    }
    await rejectsWith("not-found", insideWorkspace("gone.jpg", folders));
    await rejectsWith("outside-workspace", insideWorkspace("../outside/gone.jpg", folders));
    await rejectsWith("outside-workspace", insideWorkspace("a.jpg", []));
  });

  it("are refused alike outside, whether anything is there or not", async () => {
    symlinkSync("itself", join(first!, "itself"));
    symlinkSync(join(outside!, "gone"), join(first!, "dangling"));
    for (const path of ["link/gone.jpg", "/gone", join(outside!, "c.jpg", "x")]) {
      await rejectsWith("outside-workspace", insideWorkspace(path, folders));
    }
    for (const path of ["itself", "dangling", "a.jpg/x", "x".repeat(5000)]) {
      await rejectsWith("not-found", insideWorkspace(path, folders));
    }
  });
});

describe("a tool's input", () => {
  const { inputSchema } = TOOLS.pupil_start_training;
  const fits = { dataset: "pets", target: "species" };

  it("that fits is taken as it is", () => {
    for (const more of [
      {},
      { epochs: 3, learningRate: 1e-3, method: "full" },
      { seed: undefined },
    ]) {
      assert.deepEqual(checkInput({ ...fits, ...more }, inputSchema), { ...fits, ...more });
    }
  });

  it("that does not fit is refused", () => {
    const wrong: readonly unknown[] = [
      null,
      [],
      "pets",
      {},
      { dataset: "pets" },
      { ...fits, dataset: 3 },
      { ...fits, dataset: "a\0b" },
      { ...fits, epochs: 0 },
      { ...fits, epochs: 1.5 },
      { ...fits, epochs: "3" },
      { ...fits, learningRate: 0 },
      { ...fits, learningRate: 2 },
      { ...fits, imageSize: 33 },
      { ...fits, learningRate: Number.NaN },
      { ...fits, method: "magic" },
      { ...fits, engine: "cpu" },
      { ...fits, toString: "x" },
    ];
    for (const input of wrong) {
      assert.throws(() => checkInput(input, inputSchema), { code: "invalid-argument" });
    }
  });
});
