// Garbage outside V8's heap is given back when told to, not when V8 thinks of it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { collectGarbage } from "../../../src/backend/util/collectGarbage";

const SIZE = 64 * 2 ** 20;

describe("collecting garbage", () => {
  it("gives back buffers that nobody holds, and keeps those that somebody does", () => {
    const held = () => process.memoryUsage().arrayBuffers;
    const kept = new Uint8Array(SIZE).fill(1);
    const before = held();
    const use = () => new Uint8Array(SIZE).fill(1).length;
    assert.equal(use(), SIZE);
    assert.ok(held() >= before + SIZE);
    collectGarbage();
    assert.ok(held() < before + SIZE / 2, `${held() - before} bytes more than before`);
    assert.equal(kept[SIZE - 1], 1);
  });
});
