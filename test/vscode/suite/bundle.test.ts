// The bundle that the extension host loads is small and has no machine learning in it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { extensions } from "vscode";

const heavy = /require\(\s*["'](sharp|onnxruntime-[\w-]+|@tensorflow\/[\w-]+|@img\/[\w-]+)["']/g;

describe("the extension's bundle", () => {
  const extension = extensions.getExtension("pupil.pupil");
  const bundle = readFileSync(join(extension?.extensionPath ?? "", "dist", "extension.js"), "utf8");

  it("is under 200 KB", () => {
    const bytes = Buffer.byteLength(bundle);
    assert.ok(bytes < 200 * 1024, `is ${bytes} bytes`);
  });

  it("loads no machine learning", () => {
    assert.deepEqual(
      [...bundle.matchAll(heavy)].map(([, name]) => name),
      [],
    );
  });
});
