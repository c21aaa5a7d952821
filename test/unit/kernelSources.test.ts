// The WebAssembly in the sources is what its own source says.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, it } from "node:test";
import { SOURCE_SHA256 as training } from "../../src/backend/engine/kernels/kernelModule";
import { SOURCE_SHA256 as pixels } from "../../src/backend/util/pixels/kernelModule";

function digest(path: string): string {
  const isFile = statSync(path).isFile();
  const files = isFile ? [path] : readdirSync(path).map((name) => `${path}/${name}`);
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    hash.update(readFileSync(file, "utf8").replaceAll("\r\n", "\n"));
  }
  return hash.digest("hex");
}

describe("compiled kernels", () => {
  for (const [path, compiledFrom] of [
    ["kernels/pixels.ts", pixels],
    ["kernels/training", training],
  ] as const) {
    it(`are of ${path} as it is (npm run kernels)`, () => {
      assert.equal(digest(path), compiledFrom);
    });
  }
});
