// ONNX models: initialisers by name or, where the names say nothing, by the order of the convolutions.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  encodeModel,
  type NodeProto,
  type TensorProto,
  tensorProto,
} from "../../../src/backend/engine/onnx/proto";
import { matchWeights, problems } from "../../../src/backend/weights/match";
import { withArrayFile } from "../../../src/backend/weights/readFile";
import { rejectsWith } from "../train/support";
import { fileWriter, readAll } from "./support";
import { TINY, tinyArrays } from "./tiny";

const write = fileWriter();

const node = (opType: string, input: readonly string[], output: string): NodeProto => ({
  opType,
  domain: "",
  name: "",
  input,
  output: [output],
  attribute: [],
});

function model(initializers: readonly TensorProto[], nodes: readonly NodeProto[] = []): Buffer {
  const graph = { name: "g", inputs: [], outputs: [], nodes, initializers };
  return Buffer.from(encodeModel({ graph, opsets: { "": 21 } }));
}

/** A protobuf field of bytes. */
function field(id: number, bytes: Uint8Array): Buffer {
  assert.ok(bytes.length < 0x80);
  return Buffer.concat([Buffer.from([(id << 3) | 2, bytes.length]), bytes]);
}

/** A model with one initialiser of hand-made fields; field 1 of a model is its version. */
const ofFields = (...fields: readonly Buffer[]) =>
  Buffer.concat([Buffer.from([0x08, 0x08]), field(7, field(5, Buffer.concat(fields)))]);

const float = (name: string, shape: readonly number[], values: readonly number[]) =>
  tensorProto(name, "float32", shape, Float32Array.from(values));

describe("an ONNX model", () => {
  it("gives its floating-point initialisers", async () => {
    const path = write(
      model([float("w", [2, 1], [1, 2]), tensorProto("axes", "int64", [1], BigInt64Array.of(3n))]),
    );
    assert.deepEqual(
      await readAll(path),
      new Map([["w", { shape: [2, 1], data: Float32Array.of(1, 2) }]]),
    );
  });

  it("may hold numbers as float_data, or halves as int32_data", async () => {
    const dims = Buffer.from([0x08, 0x02]);
    const name = field(8, Buffer.from("w"));
    const floatData = field(4, Buffer.from(Float32Array.of(0.5, -4).buffer));
    const halves = field(5, Buffer.from([0x80, 0x78, 0x80, 0x80, 0x03])); // 0x3c00, 0xc000
    const type = (of: number) => Buffer.from([0x10, of]);
    const read = async (bytes: Buffer) => [...(await readAll(write(bytes))).get("w")!.data];
    assert.deepEqual(await read(ofFields(dims, type(1), floatData, name)), [0.5, -4]);
    assert.deepEqual(await read(ofFields(dims, type(10), halves, name)), [1, -2]);
  });

  it("is refused with its numbers elsewhere, in pieces, or not as many as it says", async () => {
    const start = [Buffer.from([0x08, 0x02, 0x10, 0x01]), field(8, Buffer.from("some_weight"))];
    const of = (...more: readonly Buffer[]) => write(ofFields(...start, ...more));
    const elsewhere = of(Buffer.from([0x70, 0x01]));
    assert.match(await rejectsWith("corrupt-file", readAll(elsewhere)), /another file beside it/);
    assert.match(await rejectsWith("corrupt-file", readAll(of(field(3, Buffer.of())))), /segments/);
    const short = of(field(9, Buffer.alloc(4)));
    assert.match(await rejectsWith("corrupt-file", readAll(short)), /not the numbers/);
    const two = model([float("w", [1], [1]), float("w", [1], [2])]);
    assert.match(await rejectsWith("corrupt-file", readAll(write(two))), /two arrays called "w"/);
  });

  it("is refused when it has no graph", async () => {
    const bytes = Buffer.from([0x08, 0x08, 0x12, 0x0c, ...Buffer.from("pytorch-----")]);
    assert.match(await rejectsWith("corrupt-file", readAll(write(bytes))), /not one graph/);
  });
});

async function match(bytes: Buffer) {
  return await withArrayFile(write(bytes), async (file) => {
    const found = matchWeights(TINY, file);
    const values: Record<string, number[]> = {};
    for (const [name, entry] of found.found) values[name] = [...(await entry.read())];
    return { values, problems: problems(found), note: found.note };
  });
}

describe("an ONNX model whose names say nothing", () => {
  const norms = (name: string, size: number) =>
    ["s", "b", "m", "v"].map((part, index) =>
      float(`${name}${part}`, [size], Array(size).fill(index)),
    );
  const c1 = float("c1", [2, 3, 1, 1], [1, 2, 3, 4, 5, 6]);
  const c2 = float("c2", [4, 2, 1, 1], [8, 7, 6, 5, 4, 3, 2, 1]);

  it("is told by the order of its convolutions and what follows them", async () => {
    const nodes = [
      node("Conv", ["x", "c1"], "a"),
      node("BatchNormalization", ["a", "n1s", "n1b", "n1m", "n1v"], "b"),
      node("Conv", ["b", "c2"], "c"),
      node("BatchNormalization", ["c", "n2s", "n2b", "n2m", "n2v"], "d"),
    ];
    // initialisers in another order: the nodes tell
    const found = await match(model([...norms("n2", 4), c2, ...norms("n1", 2), c1], nodes));
    assert.deepEqual(found.problems, []);
    assert.deepEqual(found.values["conv1.weight"], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(found.values["layer1.0.conv1.weight"], [8, 7, 6, 5, 4, 3, 2, 1]);
    assert.deepEqual(found.values["layer1.0.bn1.running_var"], [3, 3, 3, 3]);
    assert.match(found.note ?? "", /by their order/);
  });

  it("may have normalisation folded into its convolutions, and equal biases once", async () => {
    const nodes = [
      node("Identity", ["b2"], "alias"),
      node("Conv", ["x", "c1", "b1"], "a"),
      node("Relu", ["a"], "b"),
      node("Conv", ["b", "c2", "alias"], "c"),
    ];
    const biases = [float("b1", [2], [5, 6]), float("b2", [4], [1, 2, 3, 4])];
    const { values, note } = await match(model([c1, c2, ...biases], nodes));
    assert.deepEqual(values["bn1.bias"], [5, 6]);
    assert.deepEqual(values["layer1.0.bn1.bias"], [1, 2, 3, 4]);
    assert.deepEqual(values["bn1.running_mean"], [0, 0]);
    // what normalisation makes of x is x + bias: scale / sqrt(variance + epsilon) is 1
    const [scale] = values["bn1.weight"]!;
    const [variance] = values["bn1.running_var"]!;
    assert.ok(Math.abs(scale! / Math.sqrt(variance! + 1e-5) - 1) < 1e-7);
    assert.match(note ?? "", /folded/);
  });

  it("is refused where two convolutions could be taken for one another", async () => {
    const twin = float("c2", [2, 3, 1, 1], [6, 5, 4, 3, 2, 1]);
    const biases = [float("b1", [2], [5, 6])];
    const nodes = [node("Conv", ["x", "c1", "b1"], "a"), node("Conv", ["x", "c2", "b1"], "b")];
    const { problems } = await match(model([c1, twin, ...biases], nodes));
    assert.match(problems.join(), /ambiguous/);
  });

  it("is refused with another number of convolutions, or another shape", async () => {
    const first = await match(model([c1], [node("Conv", ["x", "c1"], "a")]));
    assert.match(first.problems.join(), /1 convolutions/);
    const nodes = [node("Conv", ["x", "c2"], "a"), node("Conv", ["a", "c1"], "b")];
    const swapped = await match(model([c1, c2], nodes));
    assert.match(swapped.problems.join(), /convolution 1 is not that of "conv1.weight"/);
  });

  it("is not looked at by order when its names are the network's", async () => {
    const tensors = [...tinyArrays()].map(([name, { shape, data }]) =>
      float(name, shape, [...data]),
    );
    const found = await match(model(tensors));
    assert.deepEqual(found.problems, []);
    assert.deepEqual(found.values["bn1.weight"], [2, 2]);
  });
});
