/** Puts batch normalisations by running statistics into the convolutions before them: what is used needs no more. */
import { BATCH_NORM_EPSILON, parametersOf } from "./parameters";
import { countReaders, type Graph, type GraphNode, onlyInput } from "./trace";

/** Gives the array of that name, of any layer of the network. */
export type ArrayOf = (name: string) => Float32Array;

/** An array with its place among others. */
export interface FoldedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface FoldedNetwork {
  /** Without normalisations; each convolution has a bias. */
  readonly graph: Graph;
  /** In the order of the layers; convolutions keep their names. */
  readonly arrays: readonly FoldedArray[];
}

type Convolution = Extract<GraphNode["operation"], { readonly kind: "conv2d" }>;

/** The convolution that only this normalisation reads. */
function convolutionOf(norm: GraphNode, readers: ReadonlyMap<GraphNode, number>) {
  const node = onlyInput(norm);
  const { operation } = node;
  if (operation.kind === "conv2d" && readers.get(node) === 1) return { node, operation };
  throw new TypeError("a normalisation must be right after a convolution");
}

/** Kernel and bias of a convolution with the normalisation of that name in them, reckoned in double precision. */
function foldedArrays(array: ArrayOf, convolution: Convolution, norm: string) {
  const { name, out, bias } = convolution;
  const kernel = array(`${name}.weight`);
  const [gamma, beta] = [array(`${norm}.weight`), array(`${norm}.bias`)];
  const [mean, variance] = [array(`${norm}.running_mean`), array(`${norm}.running_var`)];
  const before = bias ? array(`${name}.bias`) : undefined;
  const scales = Array.from(
    variance,
    (value, channel) => (gamma[channel] ?? 0) / Math.sqrt(value + BATCH_NORM_EPSILON),
  );
  const each = kernel.length / out;
  return {
    weight: kernel.map((value, at) => value * (scales[Math.floor(at / each)] ?? 0)),
    bias: Float32Array.from(
      scales,
      (scale, channel) =>
        (beta[channel] ?? 0) + ((before?.[channel] ?? 0) - (mean[channel] ?? 0)) * scale,
    ),
  };
}

/** The network for use; TypeError when a normalisation has no convolution of its own before it. */
export function foldNorms(graph: Graph, array: ArrayOf): FoldedNetwork {
  const readers = countReaders(graph);
  const nodes: GraphNode[] = [];
  const arrays: FoldedArray[] = [];
  const replaced = new Map<GraphNode, GraphNode>();
  const normOf = new Map<GraphNode, string>();
  for (const node of graph) {
    if (node.operation.kind !== "batchNorm") continue;
    normOf.set(convolutionOf(node, readers).node, node.operation.name);
  }
  for (const node of graph) {
    const { operation } = node;
    if (operation.kind === "batchNorm") {
      const { node: convolution } = convolutionOf(node, readers);
      replaced.set(node, replaced.get(convolution) ?? convolution);
      continue;
    }
    const inputs = node.inputs.map((input) => replaced.get(input) ?? input);
    const norm = normOf.get(node);
    const kept = { ...node, index: nodes.length, inputs };
    if (operation.kind === "conv2d" && norm !== undefined) {
      const folded = foldedArrays(array, operation, norm);
      const added: GraphNode = { ...kept, operation: { ...operation, bias: true } };
      nodes.push(added);
      replaced.set(node, added);
      for (const { name, shape } of parametersOf(added)) {
        const data = name.endsWith(".bias") ? folded.bias : folded.weight;
        arrays.push({ name, shape, data });
      }
      continue;
    }
    nodes.push(kept);
    replaced.set(node, kept);
    for (const { name, shape } of parametersOf(kept))
      arrays.push({ name, shape, data: array(name) });
  }
  return { graph: nodes, arrays };
}
