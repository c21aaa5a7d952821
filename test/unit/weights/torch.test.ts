// PyTorch's files: what is sound is read as PyTorch reads it; what is not is one sentence, and does nothing.
import assert from "node:assert/strict";
import { existsSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";
import { fileWriter, readAll } from "./support";
import { archive, floats, legacy, pickle, tensor, zip, type ZipPart } from "./torchFiles";

const write = fileWriter();
const one = { w: tensor({ shape: [2, 3] }) };
const six = floats(1, 2, 3, 4, 5, 6);

async function arraysOf(bytes: Buffer) {
  const arrays = await readAll(write(bytes));
  return Object.fromEntries([...arrays].map(([name, { data }]) => [name, [...data]]));
}

describe("a .pth file", () => {
  it("gives its arrays with their shapes", async () => {
    const arrays = await readAll(write(archive(pickle.dictionary(one), { 0: six })));
    assert.deepEqual(
      arrays,
      new Map([["w", { shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, 6]) }]]),
    );
  });

  it("gives views as what they show: transposed, cut out, of one storage", async () => {
    const value = pickle.dictionary({
      transposed: tensor({ shape: [3, 2], stride: [1, 3], count: 6 }),
      column: tensor({ shape: [2], stride: [3], offset: 1, count: 6 }),
      last: tensor({ shape: [], offset: 5, count: 6 }),
      none: tensor({ shape: [0, 4], count: 6 }),
    });
    assert.deepEqual(await arraysOf(archive(value, { 0: six })), {
      transposed: [1, 4, 2, 5, 3, 6],
      column: [2, 5],
      last: [6],
      none: [],
    });
  });

  it("gives halves and doubles as float32, and leaves whole numbers out", async () => {
    const value = pickle.dictionary({
      half: tensor({ key: "1", type: "HalfStorage", shape: [5] }),
      brain: tensor({ key: "2", type: "BFloat16Storage", shape: [2] }),
      double: tensor({ key: "3", type: "DoubleStorage", shape: [1] }),
      num_batches_tracked: tensor({ key: "4", type: "LongStorage", shape: [] }),
    });
    const storages = {
      1: Buffer.from("003c00c00100007c00fc", "hex"), // 1, -2, the smallest, both infinities
      2: Buffer.from("803f40c0", "hex"),
      3: Buffer.from(Float64Array.of(0.1).buffer),
      4: Buffer.alloc(8),
    };
    assert.deepEqual(await arraysOf(archive(value, storages)), {
      half: [1, -2, 2 ** -24, Infinity, -Infinity],
      brain: [1, -3],
      double: [Math.fround(0.1)],
    });
  });

  it("finds the state dict in a training's checkpoint", async () => {
    const value = pickle.dictionary({
      epoch: pickle.integer(3),
      optimizer: pickle.dictionary({ lr: pickle.none }),
      state_dict: pickle.dictionary(one),
    });
    assert.deepEqual(await arraysOf(archive(value, { 0: six })), { w: [1, 2, 3, 4, 5, 6] });
  });

  it("may be of the format before PyTorch 1.6", async () => {
    const value = pickle.dictionary({
      w: tensor({ shape: [3], offset: 3, count: 6 }),
      num_batches_tracked: tensor({ key: "n", type: "LongStorage", shape: [] }),
    });
    const storages = { n: { count: 1, data: Buffer.alloc(8) }, 0: { count: 6, data: six } };
    assert.deepEqual(await arraysOf(legacy(value, storages)), { w: [4, 5, 6] });
  });
});

describe("a hostile .pth file", () => {
  const marker = join(temporaryFolder(), "was-here");
  const system = (module: string, name: string) =>
    pickle.call(pickle.global(module, name), pickle.text(`touch ${marker}`));

  for (const [module, name] of [
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["torch", "load"],
    ["torch.storage", "_load_from_bytes"],
    ["collections", "OrderedDict.__init__"],
  ] as const) {
    it(`does not get ${module}.${name}`, async () => {
      for (const bytes of [archive(system(module, name), {}), legacy(system(module, name), {})]) {
        const message = await rejectsWith("corrupt-file", readAll(write(bytes)));
        assert.ok(message.includes(`asks for "${module}.${name}"`), message);
      }
      assert.ok(!existsSync(marker));
    });
  }

  const dictionary = pickle.dictionary(one);
  const parts = (change: Partial<ZipPart>, ...more: readonly ZipPart[]): Buffer =>
    zip([
      { name: "archive/data.pkl", data: pickle.file(dictionary) },
      { name: "archive/data/0", data: six, ...change },
      ...more,
    ]);
  const bomb = Buffer.alloc(2 ** 24);
  const bad: Record<string, readonly [Buffer, RegExp]> = {
    "a name that leads out": [parts({ name: "archive/../../data/0" }), /invalid relative path/],
    "an absolute name": [parts({ name: "/etc/passwd" }), /absolute path/],
    "a compressed part": [parts({ data: bomb, deflate: true }), /compressed/],
    "a part that claims to be longer": [parts({ claims: 2 ** 31 }), /longer than it is/],
    "parts that lie on one another": [
      parts(
        { name: "archive/x", data: Buffer.alloc(4096) },
        ...Array.from({ length: 60 }, (_, index) => {
          return { name: `archive/x${index}`, data: Buffer.alloc(4096), at: 1 };
        }),
      ),
      /longer than it is/,
    ],
    "two parts of one name": [parts({}, { name: "archive/data/0", data: six }), /two parts/],
    "no pickle": [zip([{ name: "word/document.xml", data: six }]), /not one of weights/],
    "a program": [
      parts({}, { name: "archive/constants.pkl", data: six }),
      /TorchScript\): save the model's state_dict/,
    ],
    "another byte order": [
      parts({}, { name: "archive/byteorder", data: Buffer.from("big") }),
      /byte order is big/,
    ],
    "a missing storage": [parts({ name: "archive/data/7" }), /numbers of "w" are missing/],
    "a storage that is too short": [parts({ data: six.subarray(4) }), /have not the length/],
    "a claim of terabytes": [
      archive(pickle.dictionary({ w: tensor({ shape: [2 ** 40] }) }), { 0: six }),
      /have not the length/,
    ],
    "a shape beyond all numbers": [
      archive(pickle.dictionary({ w: tensor({ shape: [2 ** 40, 2 ** 40], count: 6 }) }), {
        0: six,
      }),
      /shape of "w" cannot be right/,
    ],
    "one number shown a billion times": [
      archive(pickle.dictionary({ w: tensor({ shape: [1e9], stride: [0], count: 6 }) }), {
        0: six,
      }),
      /reaches beyond/,
    ],
    "an offset beyond the end": [
      archive(pickle.dictionary({ w: tensor({ shape: [1], offset: 6, count: 6 }) }), { 0: six }),
      /reaches beyond/,
    ],
    "a stride beyond the end": [
      archive(pickle.dictionary({ w: tensor({ shape: [2], stride: [6], count: 6 }) }), { 0: six }),
      /reaches beyond/,
    ],
    "a negative offset": [
      archive(pickle.dictionary({ w: tensor({ shape: [1], offset: -1, count: 6 }) }), { 0: six }),
      /not a size/,
    ],
    "no dictionary": [archive(pickle.integer(7), {}), /no dictionary of arrays/],
    "a dictionary that holds itself": [
      archive(Buffer.from("}q\x00U\x01ah\x00s", "latin1"), {}),
      /no dictionary of arrays/,
    ],
    "an object of a class": [
      archive(
        Buffer.concat([pickle.global("torch", "FloatStorage"), Buffer.from(")\x81", "latin1")]),
        {},
      ),
      /operation 0x81/,
    ],
    "a pickle of a million empty lists": [
      archive(Buffer.alloc(2 ** 20, "]"), {}),
      /longer than any/,
    ],
    "a pickle that takes what is not there": [archive(Buffer.from("0u"), {}), /operation 0x30/],
    "a pickle without end": [
      zip([{ name: "a/data.pkl", data: Buffer.from("\x80\x02}", "latin1") }]),
      /pickle ends early/,
    ],
    "a legacy file whose storages are missing": [
      legacy(dictionary, {}),
      /numbers of "w" are missing/,
    ],
    "a legacy file that claims petabytes": [
      legacy(dictionary, { 0: { count: 2 ** 50, data: six } }),
      /ends early/,
    ],
    "a legacy file with a storage of nothing": [
      legacy(dictionary, { 9: { count: 6, data: six } }),
      /no array is made of/,
    ],
    "a bare pickle": [pickle.file(pickle.text("only a text here")), /not one that PyTorch wrote/],
  };
  for (const [what, [bytes, expected]] of Object.entries(bad)) {
    it(`is refused: ${what}`, async () => {
      const path = write(bytes);
      const message = await rejectsWith("corrupt-file", readAll(path));
      assert.ok(message.startsWith(`${path} cannot be used as weights: `), message);
      assert.match(message, expected);
    });
  }

  it("is refused wherever it is cut off", async () => {
    for (const whole of [
      archive(dictionary, { 0: six }),
      legacy(dictionary, { 0: { count: 6, data: six } }),
    ]) {
      for (let length = 0; length < whole.length; length += 7) {
        const path = write(whole, "cut.bin");
        truncateSync(path, length);
        await rejectsWith("corrupt-file", readAll(path));
      }
    }
  });
});
