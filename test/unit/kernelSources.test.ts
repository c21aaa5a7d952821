// The WebAssembly in the sources is what its own source says.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { SOURCE_SHA256 as training } from "../../src/backend/engine/kernels/kernelModule";
import { SOURCE_SHA256 as pixels } from "../../src/backend/util/pixels/kernelModule";

describe("compiled kernels", () => {
  for (const [path, compiledFrom] of [
    ["kernels/pixels.ts", pixels],
    ["kernels/training.ts", training],
  ] as const) {
    it(`are of ${path} as it is (npm run kernels)`, () => {
      const source = readFileSync(path, "utf8").replaceAll("\r\n", "\n");
      assert.equal(createHash("sha256").update(source).digest("hex"), compiledFrom);
    });
  }
});
