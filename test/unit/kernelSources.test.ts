// The WebAssembly in the sources is what its own source says.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SOURCE_SHA256 as training } from "../../src/backend/engine/kernels/kernelModule";
import { SOURCE_SHA256 as pixels } from "../../src/backend/util/pixels/kernelModule";
import { sourceDigest } from "../kernelDigest";

describe("compiled kernels", () => {
  for (const [path, compiledFrom] of [
    ["kernels/pixels.ts", pixels],
    ["kernels/training", training],
  ] as const) {
    it(`are of ${path} as it is (npm run kernels)`, () => {
      assert.equal(sourceDigest(path), compiledFrom);
    });
  }
});
