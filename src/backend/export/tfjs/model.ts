/** A trained network as a graph model for TensorFlow.js: model.json and its arrays in pieces. */
import type { FoldedNetwork } from "../../nn/foldNorms";
import { pupilVersion } from "../../util/versions";
import { bytesInput, type Description, metadataOf } from "../description";
import { LayerWriter } from "./layers";
import { type Constant, FLOAT, INT32, NodeList, sizes } from "./nodes";

/** Browsers keep pieces of this size in their caches. */
const SHARD_BYTES = 4 * 2 ** 20;

/** Name of the one input. */
const INPUTS = "inputs";

/** From bytes as whole numbers [batch, size, size, 3] to normalised pictures, with their mirror images after them if asked. */
function pictures(list: NodeList, description: Description): string {
  const { imageSize: size, normalisation, isMirrored } = description;
  const { mean, std } = normalisation;
  const input = list.node(
    "Placeholder",
    [],
    { dtype: INT32, shape: sizes([-1, size, size, 3]) },
    INPUTS,
  );
  const floats = list.node("Cast", [input], { SrcT: INT32, DstT: FLOAT });
  const scale = list.floats(
    "scale",
    [3],
    Float32Array.from(std, (value) => 1 / (255 * value)),
  );
  const shift = Float32Array.from(std, (value, channel) => -(mean[channel] ?? 0) / value);
  const scaled = list.node("Mul", [floats, scale]);
  const normalised = list.node("AddV2", [scaled, list.floats("shift", [3], shift)]);
  if (!isMirrored) return normalised;
  const mirrored = list.node("ReverseV2", [normalised, list.ints(2)]);
  return list.node("ConcatV2", [normalised, mirrored, list.ints(0)]);
}

/** The graph's nodes and arrays. */
function graphOf(network: FoldedNetwork, description: Description): NodeList {
  const list = new NodeList();
  const { isMirrored, logits: count, targets } = description;
  const each = new LayerWriter(list, network.arrays).write(
    network.graph,
    pictures(list, description),
  );
  const average = (): string => {
    const pairs = list.node("Reshape", [each, list.ints(2, -1, count)]);
    return list.node("Mean", [pairs, list.ints(0)], { keep_dims: { b: false } });
  };
  const logits = isMirrored ? average() : each;
  for (const { output, from, to } of targets) {
    const own = list.node("Slice", [logits, list.ints(0, from), list.ints(-1, to - from)]);
    list.node("Softmax", [own], {}, output);
  }
  return list;
}

/** The arrays' bytes one after another, cut into pieces. */
function shardsOf(constants: readonly Constant[]): readonly (readonly [string, Uint8Array])[] {
  const all = Buffer.concat(
    constants.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
  const count = Math.max(1, Math.ceil(all.length / SHARD_BYTES));
  return Array.from({ length: count }, (_, index) => [
    `group1-shard${index + 1}of${count}.bin`,
    all.subarray(index * SHARD_BYTES, (index + 1) * SHARD_BYTES),
  ]);
}

/** The files by name. */
export function tfjsModel(
  network: FoldedNetwork,
  description: Description,
): ReadonlyMap<string, string | Uint8Array> {
  const { nodes, constants } = graphOf(network, description);
  const { imageSize: size, targets } = description;
  const shards = shardsOf(constants);
  const tensor = (name: string, dtype: string, shape: readonly number[]): [string, unknown] => [
    name,
    { name: `${name}:0`, dtype, tensorShape: { dim: shape.map((of) => ({ size: String(of) })) } },
  ];
  const model = {
    format: "graph-model",
    generatedBy: `Pupil ${pupilVersion()}`,
    convertedBy: null,
    signature: {
      inputs: Object.fromEntries<unknown>([tensor(INPUTS, "DT_INT32", [-1, size, size, 3])]),
      outputs: Object.fromEntries<unknown>(
        targets.map(({ output, from, to }) => tensor(output, "DT_FLOAT", [-1, to - from])),
      ),
    },
    userDefinedMetadata: metadataOf(description, bytesInput(size)),
    modelTopology: { node: nodes, library: {}, versions: {} },
    weightsManifest: [
      {
        paths: shards.map(([name]) => name),
        weights: constants.map(({ name, shape, data }) => ({
          name,
          shape,
          dtype: data instanceof Int32Array ? "int32" : "float32",
        })),
      },
    ],
  };
  return new Map<string, string | Uint8Array>([["model.json", JSON.stringify(model)], ...shards]);
}
