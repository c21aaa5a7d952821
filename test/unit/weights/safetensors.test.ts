// Safetensors files of other people: all floating-point types, names of every habit.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rejectsWith } from "../train/support";
import { fileWriter, readAll } from "./support";

const write = fileWriter();

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

/** A file of these arrays. */
function file(entries: Readonly<Record<string, Entry>>): Buffer {
  let at = 0;
  const head = Object.entries(entries).map(([name, { dtype, shape, bytes }]) => {
    const start = at;
    at += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, at] }] as const;
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(head)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(entries).map(({ bytes }) => bytes)]);
}

describe("safetensors of weights", () => {
  it("may be float16, bfloat16, float32 and float64; whole numbers are left out", async () => {
    const path = write(
      file({
        half: { dtype: "F16", shape: [2], bytes: Buffer.from("003c00c0", "hex") },
        brain: { dtype: "BF16", shape: [1], bytes: Buffer.from("40c0", "hex") },
        single: { dtype: "F32", shape: [1], bytes: Buffer.from(Float32Array.of(0.1).buffer) },
        double: { dtype: "F64", shape: [1, 1], bytes: Buffer.from(Float64Array.of(0.1).buffer) },
        num_batches_tracked: { dtype: "I64", shape: [], bytes: Buffer.alloc(8) },
      }),
    );
    const read = [...(await readAll(path))].map(([name, { shape, data }]) => [
      name,
      shape,
      [...data],
    ]);
    assert.deepEqual(read, [
      ["half", [2], [1, -2]],
      ["brain", [1], [-3]],
      ["single", [1], [Math.fround(0.1)]],
      ["double", [1, 1], [Math.fround(0.1)]],
    ]);
  });

  it("are refused where a type has too little to begin with, or is not known", async () => {
    const of = (dtype: string) => write(file({ w: { dtype, shape: [1], bytes: Buffer.alloc(1) } }));
    assert.match(await rejectsWith("corrupt-file", readAll(of("F8_E4M3"))), /full precision/);
    assert.match(await rejectsWith("corrupt-file", readAll(of("Q4"))), /does not know/);
  });

  it("are refused when their head is of unheard-of length", async () => {
    const head = Buffer.alloc(40);
    head.writeBigUInt64LE(2n ** 31n);
    head[8] = 0x7b;
    assert.match(await rejectsWith("corrupt-file", readAll(write(head))), /length of its head/);
  });
});

describe("a file that is none of weights", () => {
  const kinds: Record<string, readonly [Buffer, RegExp]> = {
    "a web page": [Buffer.from("<!doctype html><html></html>"), /web page/],
    "Keras' file": [Buffer.from("\x89HDF\r\n\x1a\n0123456789", "latin1"), /HDF5/],
    "a text": [Buffer.from("once upon a time there was"), /format is not known/],
    nothing: [Buffer.alloc(0), /too short/],
  };
  for (const [what, [bytes, expected]] of Object.entries(kinds)) {
    it(`is called by its name: ${what}`, async () => {
      assert.match(await rejectsWith("corrupt-file", readAll(write(bytes))), expected);
    });
  }
});
