/** Cuts a network into the units that a step on the processor is made of, where it can. */
import {
  countReaders,
  type Graph,
  type GraphNode,
  onlyInput,
  type Operation,
  pictureShape,
} from "../../nn/trace";

type Of<Kind extends Operation["kind"]> = Extract<Operation, { readonly kind: Kind }>;

/** A normalisation and what it reads. */
interface Normalised {
  readonly norm: Of<"batchNorm">;
  /** The convolution, which nothing else reads. */
  readonly z: GraphNode;
}

/** Operations that are done as one; `node` is the last of them. */
export type Unit = { readonly node: GraphNode } & (
  | { readonly kind: "convolution"; readonly operation: Of<"conv2d"> }
  | (Normalised & {
      readonly kind: "norm";
      /** What is added to it. */
      readonly shortcut?: GraphNode;
      readonly clip?: "relu" | "relu6";
    })
  /** With ReLU and 2 x 2 max pooling. */
  | (Normalised & { readonly kind: "pooledNorm" })
  | {
      readonly kind: "layer";
      readonly operation: Of<
        "maxPool" | "globalAvgPool" | "flatten" | "linear" | "relu" | "dropout"
      >;
    }
);

/** The values that a unit reads. */
export function sourcesOf(unit: Unit): readonly GraphNode[] {
  switch (unit.kind) {
    case "norm":
      return unit.shortcut === undefined ? [unit.z] : [unit.z, unit.shortcut];
    case "pooledNorm":
      return [unit.z];
    case "convolution":
    case "layer":
      return unit.node.inputs;
  }
}

interface Found {
  readonly unit: Unit;
  readonly absorbed: readonly GraphNode[];
}

type ReadOnce = (node: GraphNode) => boolean;

function normAt(node: GraphNode, readOnce: ReadOnce): Normalised | undefined {
  if (node.operation.kind !== "batchNorm") return undefined;
  const z = onlyInput(node);
  if (z.operation.kind !== "conv2d" || !readOnce(z)) return undefined;
  return { norm: node.operation, z };
}

/** A normalisation, alone or with what is added to it. */
function sumAt(node: GraphNode, readOnce: ReadOnce): Found | undefined {
  const alone = normAt(node, readOnce);
  if (alone !== undefined) return { unit: { kind: "norm", node, ...alone }, absorbed: [] };
  if (node.operation.kind !== "add") return undefined;
  for (const norm of node.inputs) {
    const shortcut = node.inputs.find((input) => input !== norm);
    const normalised = readOnce(norm) ? normAt(norm, readOnce) : undefined;
    if (normalised === undefined || shortcut === undefined) continue;
    return { unit: { kind: "norm", node, ...normalised, shortcut }, absorbed: [norm] };
  }
  return undefined;
}

function clippedAt(node: GraphNode, readOnce: ReadOnce): Found | undefined {
  const { kind } = node.operation;
  if (kind !== "relu" && kind !== "relu6") return undefined;
  const input = onlyInput(node);
  const sum = readOnce(input) ? sumAt(input, readOnce) : undefined;
  if (sum?.unit.kind !== "norm") return undefined;
  return { unit: { ...sum.unit, node, clip: kind }, absorbed: [input, ...sum.absorbed] };
}

function pooledAt(node: GraphNode, readOnce: ReadOnce): Found | undefined {
  const { operation } = node;
  if (operation.kind !== "maxPool") return undefined;
  const { kernel, stride, padding } = operation;
  const relu = onlyInput(node);
  const [, height, width] = pictureShape(relu);
  const isHalving = kernel === 2 && stride === 2 && padding === 0;
  if (!isHalving || height % 2 > 0 || width % 2 > 0 || !readOnce(relu)) return undefined;
  const clipped = clippedAt(relu, readOnce);
  if (clipped?.unit.kind !== "norm") return undefined;
  const { norm, z, clip, shortcut } = clipped.unit;
  if (clip !== "relu" || shortcut !== undefined) return undefined;
  return { unit: { kind: "pooledNorm", node, norm, z }, absorbed: [relu, ...clipped.absorbed] };
}

/** Whether there is a picture whose channels can be worked on by fours. */
function isInFours(node: GraphNode): boolean {
  return node.shape.length === 3 && pictureShape(node)[0] % 4 === 0;
}

function plainAt(node: GraphNode): Unit | undefined {
  const { operation } = node;
  const isFlat = node.shape.length === 1;
  switch (operation.kind) {
    case "conv2d": {
      const { groups, out } = operation;
      const source = onlyInput(node);
      const isDepthwise = groups === out && groups === pictureShape(source)[0];
      const isReadable = isInFours(source) || source.operation.kind === "input";
      if ((groups > 1 && !isDepthwise) || !isReadable || !isInFours(node)) return undefined;
      return { kind: "convolution", node, operation };
    }
    case "maxPool":
    case "globalAvgPool":
    case "flatten":
      return isInFours(onlyInput(node)) ? { kind: "layer", node, operation } : undefined;
    case "linear":
      return { kind: "layer", node, operation };
    case "relu":
    case "dropout":
      return isFlat ? { kind: "layer", node, operation } : undefined;
    case "input":
    case "batchNorm":
    case "relu6":
    case "add":
      return undefined;
  }
}

/**
 * The units in the order of the network; undefined where it has no pictures, or something that there are
 * no kernels for: convolutions in groups of several channels or with a number of channels that is not a
 * multiple of 4, or what no normalisation follows.
 */
export function findUnits(graph: Graph): readonly Unit[] | undefined {
  const readers = countReaders(graph);
  const readOnce: ReadOnce = (node) => readers.get(node) === 1;
  const absorbed = new Set<GraphNode>();
  const normalised = new Set<GraphNode>();
  const units: Unit[] = [];
  for (const node of graph.slice(1).reverse()) {
    if (absorbed.has(node)) continue;
    const found = pooledAt(node, readOnce) ?? clippedAt(node, readOnce) ?? sumAt(node, readOnce);
    const unit = found?.unit ?? plainAt(node);
    if (unit === undefined) return undefined;
    if (unit.kind === "convolution" && !normalised.has(node)) return undefined;
    if (unit.kind === "norm" || unit.kind === "pooledNorm") normalised.add(unit.z);
    for (const inner of found?.absorbed ?? []) absorbed.add(inner);
    units.push(unit);
  }
  return normalised.size > 0 ? units.reverse() : undefined;
}
