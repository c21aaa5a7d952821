// The engines in the side bar: measured with a way to stop, reported, and CUDA's libraries offered, fetched, refused.
import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryFolder } from "../../unit/dataset/support";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const skip =
  !(process.platform === "linux" && process.arch === "x64") &&
  "ONNX Runtime has CUDA libraries for Linux x64 only";

describe("the packaged extension, with its engines", { skip }, () => {
  const programs = temporaryFolder();
  const path = process.env["PATH"];

  before(() => {
    // a driver that names a GPU which is not there
    const program = join(programs, "nvidia-smi");
    writeFileSync(program, '#!/bin/sh\necho "NVIDIA Test, 81559, 550.54"\n');
    chmodSync(program, 0o755);
    process.env["PATH"] = [programs, path].join(delimiter);
  });
  after(() => {
    process.env["PATH"] = path;
  });

  it("measures, reports, and installs what a person agrees to", async () => {
    await withWorkbench({ name: "engines" }, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.viewTitle("Engine").click();
      await workbench.treeRow(/^cpu/).waitFor();
      await measures(workbench);
      await installs(workbench);
    });
  });
});

async function measures(workbench: Workbench): Promise<void> {
  await workbench.palette("Pupil: Measure Engines");
  await workbench.answer(/Measuring engines.*\d of 5/, "Cancel");
  await workbench.notification(/Measuring engines/).waitFor({ state: "hidden" });
  assert.equal(await workbench.tab("Pupil Doctor.md").count(), 0);

  await workbench.palette("Pupil: Measure Engines");
  await workbench.tab("Pupil Doctor.md").waitFor();
  const text = workbench.page.locator(".view-lines");
  await text.filter({ hasText: /cpu.*\(used\).*pictures\/s/ }).waitFor();
  await text.filter({ hasText: /cuda.*NVIDIA.Test.*85\.5.GB.*driver.550\.54/ }).waitFor();
  await workbench.treeRow(/^cpu.*pictures\/s/).waitFor();
}

async function installs(workbench: Workbench): Promise<void> {
  const question = "Download ONNX Runtime's CUDA libraries (about 300 MB)?";
  const root = packageFolder(workbench);
  const library = join(root, "bin", "napi-v6", "linux", "x64", "libonnxruntime_providers_cuda.so");
  assert.ok(existsSync(join(root, "script", "install.js")), "the installer is packaged");

  const server = createServer((_request, response) => {
    response.setHeader("content-length", 5000);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    playInstaller(root, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await workbench.rowAction(/^cuda/, "Install CUDA Libraries");
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog
      .filter({ hasText: /Microsoft\.ML\.OnnxRuntime\.Gpu\.Linux.*api\.nuget\.org/ })
      .waitFor();
    await workbench.answer(question, "Cancel");
    assert.ok(!existsSync(library), "nothing is downloaded without a word");

    await workbench.rowAction(/^cuda/, "Install CUDA Libraries");
    await workbench.answer(question, "Download");
    await workbench.notification(/Downloading Microsoft.*2\.5.*kB of 5.*kB/).waitFor();
    await workbench.notification(/CUDA libraries are installed\. CUDA does not work/).waitFor();
    await workbench.treeRow(/^cuda.*It needs CUDA 12 and cuDNN 9/).waitFor();
    assert.ok(existsSync(library));
  } finally {
    server.close();
  }
}

/** Folder of onnxruntime-node in the installed extension. */
function packageFolder({ server }: Workbench): string {
  const extensions = join(dirname(server.dataFolder), "extensions");
  const name = readdirSync(extensions).find((entry) => entry.startsWith("pupil.pupil-"));
  return join(extensions, name ?? "missing", "dist", "node_modules", "onnxruntime-node");
}

/** Puts a script in the installer's place that fetches nothing and leaves libraries that do not load. */
function playInstaller(root: string, url: string): void {
  const script = `
    const fs = require("node:fs"), os = require("node:os"), path = require("node:path");
    const folder = path.join(__dirname, "..", "bin", "napi-v6", "linux", "x64");
    console.log("Downloading ${url}");
    fs.writeFileSync(path.join(os.tmpdir(), "half"), Buffer.alloc(2500));
    setTimeout(() => {
      for (const name of ["cuda", "shared", "tensorrt"]) {
        fs.writeFileSync(path.join(folder, "libonnxruntime_providers_" + name + ".so"), "no library");
      }
    }, 3000);`;
  writeFileSync(join(root, "script", "install.js"), script);
}
