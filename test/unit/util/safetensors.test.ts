// Tensor files: what is written is read back, and what is not sound is one sentence.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  encodeTensors,
  readMetadata,
  readTensors,
  writeTensors,
} from "../../../src/backend/util/safetensors";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";

const folder = temporaryFolder();
const path = (name: string) => join(folder, `${name}.safetensors`);
const arrays = new Map([
  ["a.weight", { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, 6) }],
  ["scalar", { shape: [], data: Float32Array.of(7) }],
  ["none", { shape: [0, 4], data: new Float32Array() }],
]);

/** A file with that head and so many bytes of data. */
function write(name: string, head: unknown, bytes: number, length?: number): string {
  const text = Buffer.from(typeof head === "string" ? head : JSON.stringify(head));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(length ?? text.length));
  writeFileSync(path(name), Buffer.concat([start, text, Buffer.alloc(bytes)]));
  return path(name);
}

const entry = (start: number, end: number, shape: number[], dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

describe("safetensors", () => {
  it("reads back what it wrote, aligned to 8 bytes", async () => {
    await writeTensors(path("good"), { arrays, metadata: { epoch: "3" } });
    const read = await readTensors(path("good"));
    assert.deepEqual(read.metadata, { epoch: "3" });
    assert.deepEqual(read.arrays, arrays);
    assert.deepEqual(await readMetadata(path("good")), { epoch: "3" });
    assert.equal(readFileSync(path("good")).readBigUInt64LE() % 8n, 0n);
  });

  it("writes a view of a larger array as what it shows", () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const one = new Map([["v", { shape: [2], data }]]);
    const chunks = [...encodeTensors({ arrays: one, metadata: {} })];
    assert.deepEqual(chunks.at(-1), new Uint8Array(Float32Array.of(1, 2).buffer));
  });

  const bad: Record<string, () => string> = {
    "an empty file": () => {
      writeFileSync(path("empty"), "");
      return path("empty");
    },
    "an absurd length of the head": () => write("absurd", "{}", 0, 2 ** 52),
    "a head longer than the file": () => write("longer", "{}", 4, 7),
    "a head that is not JSON": () => write("text", "{oops", 0),
    "a head of another form": () => write("form", { a: 3 }, 0),
    "arrays that overlap": () =>
      write("overlap", { a: entry(0, 8, [2]), b: entry(4, 12, [2]) }, 12),
    "a gap": () => write("gap", { a: entry(0, 4, [1]), b: entry(8, 12, [1]) }, 12),
    "a shape of another length": () => write("shape", { a: entry(0, 8, [3]) }, 8),
    "an end that comes early": () => write("early", { a: entry(0, 8, [2]) }, 7),
    "bytes after the end": () => write("late", { a: entry(0, 8, [2]) }, 9),
    "a negative offset": () => write("negative", { a: entry(-4, 4, [2]) }, 4),
    "another type": () => write("type", { a: entry(0, 4, [2], "F16") }, 4),
  };
  for (const [what, make] of Object.entries(bad)) {
    it(`refuses ${what}`, async () => {
      const file = make();
      const message = await rejectsWith("corrupt-file", readTensors(file));
      assert.ok(message.startsWith(`${file} is damaged: `), message);
    });
  }

  it("says which file does not exist", async () => {
    assert.match(await rejectsWith("not-found", readTensors(path("nope"))), /nope\.safetensors/);
  });
});
