// Seeded fuzz: damaged files of every format give arrays or one sentence, never anything else.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeModel, tensorProto } from "../../../src/backend/engine/onnx/proto";
import { Random } from "../../../src/backend/util/random";
import { encodeTensors } from "../../../src/backend/util/safetensors";
import { UserError } from "../../../src/protocol/errors";
import { fileWriter, readAll } from "./support";
import { tinyArrays } from "./tiny";
import { archive, floats, legacy, pickle, tensor } from "./torchFiles";

const SEED = 27;
const ROUNDS = 400;
const write = fileWriter();

const six = floats(1, 2, 3, 4, 5, 6);
const dictionary = pickle.dictionary({
  w: tensor({ shape: [3, 2], stride: [1, 3], count: 6 }),
  half: tensor({ key: "1", type: "HalfStorage", shape: [5] }),
});

function onnxModel(): Buffer {
  const arrays = [...tinyArrays()];
  const initializers = arrays.map(([name, { shape, data }]) =>
    tensorProto(name, "float32", shape, data),
  );
  const graph = { name: "g", inputs: [], outputs: [], nodes: [], initializers };
  return Buffer.from(encodeModel({ graph, opsets: { "": 21 } }));
}

const VALID: Readonly<Record<string, Buffer>> = {
  archive: archive(dictionary, { 0: six, 1: Buffer.alloc(10) }),
  legacy: legacy(dictionary, {
    0: { count: 6, data: six },
    1: { count: 5, data: Buffer.alloc(10) },
  }),
  safetensors: Buffer.concat([...encodeTensors({ arrays: tinyArrays(), metadata: {} })]),
  onnx: onnxModel(),
};

/** Bytes that mean something in one of the formats: lengths, opcodes, tags, ends of numbers. */
const TELLING = [0x00, 0x01, 0x28, 0x2e, 0x52, 0x58, 0x5d, 0x71, 0x75, 0x7b, 0x7f, 0x80, 0xff];

/** A few bytes changed, a stretch cut out, doubled, or the end cut off. */
function damage(valid: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(valid);
  const at = random.integer(bytes.length);
  const length = 1 + random.integer(24);
  switch (random.integer(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    default:
      for (let count = 1 + random.integer(4); count > 0; count--) {
        const telling = TELLING[random.integer(TELLING.length)]!;
        bytes[random.integer(bytes.length)] =
          random.uniform() < 0.5 ? telling : random.integer(256);
      }
      return bytes;
  }
}

describe("damaged files of weights", () => {
  for (const [format, valid] of Object.entries(VALID)) {
    it(`are arrays or one sentence: ${format}, ${ROUNDS} of them`, async () => {
      assert.ok((await readAll(write(valid, format))).size > 0);
      const before = process.memoryUsage().arrayBuffers;
      let refused = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const bytes = damage(valid, Random.of(SEED, format, round));
        const path = write(bytes, format);
        try {
          const arrays = await readAll(path);
          const total = [...arrays.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
          assert.ok(total <= 4 * bytes.length, `${total} bytes out of ${bytes.length}`);
        } catch (error) {
          assert.ok(error instanceof UserError, `${format}, round ${round}: ${String(error)}`);
          assert.equal(error.code, "corrupt-file");
          assert.ok(error.message.startsWith(path) && error.message.length < 500, error.message);
          refused++;
        }
      }
      assert.ok(refused > ROUNDS / 4, `only ${refused} were refused`);
      const grown = process.memoryUsage().arrayBuffers - before;
      assert.ok(grown < 256 * 2 ** 20, `${grown} bytes more are in use`);
    });
  }
});
