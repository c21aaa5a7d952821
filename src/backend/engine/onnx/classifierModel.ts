/** A trained network as an ONNX file for other programs: from the pictures' bytes to probabilities. */
import type { FoldedNetwork } from "../../nn/foldNorms";
import type { CompileOptions } from "../engine";
import { GraphBuilder, type Value } from "./graphBuilder";
import { lowerForUse } from "./inferenceGraph";
import { networkInput } from "./input";

/** An output: the probabilities of the classes whose logits are from..to. */
export interface ClassifierOutput {
  readonly output: string;
  readonly from: number;
  readonly to: number;
}

export interface ClassifierOptions extends CompileOptions {
  readonly outputs: readonly ClassifierOutput[];
  /** Whether the logits are averaged with those of the mirror image. */
  readonly isMirrored: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Slices backwards to the very beginning: a stop that no axis reaches. */
const PAST_START = -(2 ** 31);

/** The pictures, and after them their mirror images: [2 * batch, 3, size, size]. */
function withMirrored(g: GraphBuilder, pictures: Value): Value {
  const mirrored = g.slice(pictures, [3], [-1], [PAST_START], [-1]);
  return g.node("Concat", [pictures, mirrored], { axis: 0 });
}

/** The file's bytes: one input, "inputs" [batch, size, size, 3] of bytes, and an output a target. */
export function classifierModel(network: FoldedNetwork, options: ClassifierOptions): Uint8Array {
  const { graph, arrays } = network;
  const { classes, outputs, isMirrored, metadata } = options;
  const g = new GraphBuilder("classifier");
  const known = new Map(arrays.map((array) => [array.name, array]));
  const source = (_: GraphBuilder, name: string): Value => {
    const array = known.get(name);
    if (array === undefined) throw new TypeError(`the network has no array ${name}`);
    return g.weight(name, array.shape, array.data);
  };
  const pictures = networkInput(g, graph, options);
  const input = isMirrored ? withMirrored(g, pictures) : pictures;
  const each = lowerForUse(g, graph, { input, source });
  const pairs = g.reshape(each, 2, -1, classes);
  const logits = isMirrored ? g.node("ReduceMean", [pairs], { axes: [0], keepdims: 0 }) : each;
  for (const { output, from, to } of outputs) {
    const own = outputs.length > 1 ? g.slice(logits, [1], [from], [to]) : logits;
    g.output(output, g.node("Softmax", [own], { axis: -1 }), ["batch", to - from]);
  }
  return g.encode(metadata);
}
