// NVIDIA's own program, played by scripts: what it prints is read, and what it does wrong is said.
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { askNvidia } from "../../../src/backend/engine/nvidia";
import { temporaryFolder } from "../dataset/support";

const skip = process.platform === "win32" && "the scripts are for a Unix shell";

describe("what nvidia-smi says", { skip }, () => {
  const folder = temporaryFolder();
  const program = (name: string, script: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it("names devices, with memory and driver where it knows them", async () => {
    const lines = ["NVIDIA H100, 81559, 550.54.15", "NVIDIA GB10, [N/A], 580.95.05"];
    const file = program("two", lines.map((line) => `echo "${line}"`).join("\n"));
    assert.deepEqual(await askNvidia(file), {
      devices: [
        { name: "NVIDIA H100", memory: 81559 * 2 ** 20, driver: "550.54.15" },
        { name: "NVIDIA GB10", driver: "580.95.05" },
      ],
    });
  });

  it("is no driver where there is no such program", async () => {
    const { devices, problem } = await askNvidia(join(folder, "missing"));
    assert.deepEqual(devices, []);
    assert.match(problem ?? "", /^No NVIDIA driver is installed/);
  });

  it("is quoted where it fails", async () => {
    const { devices, problem } = await askNvidia(program("fails", "echo 'no driver' >&2; exit 9"));
    assert.deepEqual(devices, []);
    assert.equal(problem, "NVIDIA's driver does not answer (nvidia-smi: no driver).");
  });

  it("is not waited for where it hangs, even when its children hold on", async () => {
    const { devices, problem } = await askNvidia(program("hangs", "sleep 5 & wait"), 50);
    assert.deepEqual(devices, []);
    assert.match(problem ?? "", /no answer within 0\.05 seconds/);
  });
});
