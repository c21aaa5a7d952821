// Installing the CUDA libraries: a script plays the installer, a server of this process the network.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { before, describe, it } from "node:test";
import { installCudaLibraries } from "../../../src/backend/engine/cuda/install";
import { cudaDownload, cudaInstaller } from "../../../src/backend/engine/cuda/package";
import type { Progress } from "../../../src/protocol/progress";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";

const download = { what: "Libraries 1.0", host: "libraries.example", bytes: 300 };
const patience = { idleMs: 60_000, lookMs: 5 };

describe("installing the CUDA libraries", () => {
  const root = temporaryFolder();
  let count = 0;

  /** An installer that runs that program; `files` are what it may write, `note` is for the test. */
  function installerOf(program: string) {
    const folder = join(root, `installer ${++count}`);
    mkdirSync(folder);
    const files = ["a.so", "b.so"].map((name) => join(folder, name));
    const note = join(folder, "temporary.txt");
    const script = join(folder, "install.js");
    const head = `
      const fs = require("node:fs"), http = require("node:http"), os = require("node:os");
      const path = require("node:path");
      const files = ${JSON.stringify(files)}, temporary = os.tmpdir();
      fs.writeFileSync(${JSON.stringify(note)}, temporary);`;
    writeFileSync(script, head + program);
    const temporary = () => readFileSync(note, "utf8");
    return { installer: { script, files }, files, temporary };
  }

  it("gives the installer its folder and its one wish, and counts what it fetches", async () => {
    const methods: (string | undefined)[] = [];
    const body = Buffer.alloc(5000, 1);
    const server = createServer((request, response) => {
      methods.push(request.method);
      response.setHeader("content-length", body.length);
      response.end(request.method === "HEAD" ? undefined : body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/libraries`;
    const { installer, files, temporary } = installerOf(`
      if (process.env.ONNXRUNTIME_NODE_INSTALL !== "cuda12") throw new Error("not asked for CUDA");
      const folder = path.join(temporary, "packages");
      fs.mkdirSync(folder);
      console.log("Downloading ${url}");
      http.get("${url}", (response) => {
        const archive = path.join(folder, "libraries.zip");
        response.pipe(fs.createWriteStream(archive)).on("finish", () => {
          for (const file of files) fs.copyFileSync(archive, file);
          setTimeout(() => fs.rmSync(folder, { recursive: true }), 200);
        });
      });`);
    process.env["ONNXRUNTIME_NODE_INSTALL"] = "skip"; // a person's wish for `npm ci`
    const seen: Progress[] = [];
    try {
      const context = { ...silentContext(), progress: (one: Progress) => seen.push(one) };
      await installCudaLibraries(installer, { download, patience }, context);
    } finally {
      delete process.env["ONNXRUNTIME_NODE_INSTALL"];
      server.close();
    }
    for (const file of files) assert.deepEqual(readFileSync(file), body);
    assert.deepEqual(methods.sort(), ["GET", "HEAD"]);
    const last = seen.at(-1);
    assert.deepEqual(
      [last?.stage, last?.unit, last?.done, last?.total],
      ["download", "bytes", 5000, 5000],
    );
    assert.equal(existsSync(temporary()), false);
  });

  it("says which host did not answer, by the installer's own failure", async () => {
    const { installer, temporary } = installerOf(`
      const refused = http.get("http://127.0.0.1:1/", () => undefined);
      void new Promise((_, reject) => refused.on("error", reject));`);
    await assert.rejects(installCudaLibraries(installer, { download, patience }, silentContext()), {
      code: "download-failed",
      message:
        "ONNX Runtime's CUDA libraries were not installed: libraries.example does not answer" +
        " (ECONNREFUSED). Check the network, then try again.",
    });
    assert.equal(existsSync(temporary()), false);
  });

  const failures = [
    ["EACCES", "no-permission", /no permission to write to .*installer/],
    ["ENOSPC", "disk-full", /The disk is full/],
    ["ENOTFOUND", "download-failed", /libraries\.example does not answer \(ENOTFOUND\)/],
    ["", "download-failed", /were not installed: Failed to open the package\.$/],
  ] as const;
  for (const [code, expected, message] of failures) {
    it(`says in a sentence what ${code === "" ? "no code" : code} means`, async () => {
      const { installer } = installerOf(`
        const error = new Error("Failed to open the package");
        if ("${code}" !== "") error.code = "${code}";
        void Promise.reject(error);`);
      const installing = installCudaLibraries(installer, { download, patience }, silentContext());
      await assert.rejects(installing, { code: expected, message });
    });
  }

  it("is stopped, and leaves no half of a library but what was whole before", async () => {
    const { installer, files, temporary } = installerOf(`
      fs.writeFileSync(path.join(temporary, "half.zip"), "half");
      fs.writeFileSync(files[1], "half");
      console.log("Downloading http://127.0.0.1:1/");
      setInterval(() => undefined, 1000);`);
    const [first = "", second = ""] = files;
    writeFileSync(first, "whole");
    const controller = new AbortController();
    const context = {
      signal: controller.signal,
      progress: () => {
        controller.abort();
      },
    };
    const installing = installCudaLibraries(installer, { download, patience }, context);
    await assert.rejects(installing, { code: "cancelled" });
    assert.equal(readFileSync(first, "utf8"), "whole");
    assert.deepEqual([existsSync(second), existsSync(temporary())], [false, false]);
  });

  it("is given up when the installer gets stuck", async () => {
    const { installer } = installerOf("setInterval(() => undefined, 1000);");
    const installing = installCudaLibraries(
      installer,
      { download, patience: { idleMs: 100, lookMs: 5 } },
      silentContext(),
    );
    await assert.rejects(installing, { code: "download-failed", message: /is silent/ });
  });

  it("does not believe an installer that did nothing", async () => {
    const { installer } = installerOf("");
    const installing = installCudaLibraries(installer, { download, patience }, silentContext());
    await assert.rejects(installing, { code: "download-failed", message: /left out .*a\.so/ });
  });
});

describe("the installer of the package that Pupil runs on", () => {
  interface Metadata {
    readonly manifests: Record<string, Record<string, { readonly package: string }>>;
    readonly packages: Record<
      string,
      { name: string; versions: { feed: string; version: string }[] }
    >;
    readonly feeds: Record<string, { readonly index: string }>;
  }
  let metadata: Metadata;
  const load = createRequire(__filename);

  before(() => {
    metadata = load("onnxruntime-node/script/install-metadata.js") as Metadata;
  });
  it("is where it is looked for, and writes the files that are waited for", () => {
    const { script, files } = cudaInstaller();
    assert.ok(existsSync(script), script);
    const manifest = metadata.manifests["linux/x64:cuda12"] ?? {};
    assert.deepEqual(
      files.map((file) => basename(file)).sort(),
      Object.keys(manifest)
        .map((file) => basename(file))
        .sort(),
    );
  });

  it("fetches what a person is told, from where a person is told", () => {
    const told = cudaDownload();
    if (told === undefined) {
      assert.notEqual(`${process.platform}-${process.arch}`, "linux-x64");
      return;
    }
    const { name = "", versions = [] } = metadata.packages["nuget:linux/x64:cuda12"] ?? {};
    assert.equal(told.what, `${name} ${versions[0]?.version}`);
    const { index = "" } = metadata.feeds[versions[0]?.feed ?? ""] ?? {};
    assert.equal(told.host, new URL(index).host);
  });
});
