/**
 * The convolutions of an ONNX graph in their order. Exporters fold normalisation into convolutions
 * and give what comes out names like "onnx::Conv_345": then only order and shape tell which is which.
 */
import type { ArrayEntry, ConvLayer } from "../arrayFile";
import type { Model } from "./model";

/** For each value of the graph, the set of convolutions before it, as bits. */
type Ancestry = ReadonlyMap<string, bigint>;

function countBits(set: bigint): number {
  let count = 0;
  for (let rest = set; rest > 0n; rest &= rest - 1n) count++;
  return count;
}

const union = (ancestry: Ancestry, names: readonly string[]) =>
  names.reduce((set, name) => set | (ancestry.get(name) ?? 0n), 0n);

/** Arrays by name, and by the names that exporters give equal ones: an Identity of the first. */
function withAliases(
  nodes: Model["nodes"],
  entries: ReadonlyMap<string, ArrayEntry>,
): ReadonlyMap<string, ArrayEntry> {
  const all = new Map(entries);
  for (const { operation, inputs, outputs } of nodes) {
    const [output = ""] = outputs;
    const entry = all.get(inputs[0] ?? "");
    if (operation === "Identity" && entry !== undefined) all.set(output, entry);
  }
  return all;
}

/** More than in any network of ours; beyond it the order is not looked at. */
const CONVOLUTIONS = 500;

/** The graph's convolutions with their weights, biases and normalisation; none when it has too many. */
export function convLayers(
  { nodes }: Model,
  initializers: ReadonlyMap<string, ArrayEntry>,
): readonly ConvLayer[] {
  const convolutions = nodes.filter(({ operation }) => operation === "Conv");
  if (convolutions.length > CONVOLUTIONS) return [];
  const entries = withAliases(nodes, initializers);
  const norms = new Map(
    nodes
      .filter(({ operation }) => operation === "BatchNormalization")
      .map(({ inputs }) => [inputs[0] ?? "", inputs.slice(1, 5).map((name) => entries.get(name))]),
  );
  const ancestry = new Map<string, bigint>();
  const layers: ConvLayer[] = [];
  for (const { operation, inputs, outputs } of nodes) {
    const before = union(ancestry, inputs);
    const own = operation === "Conv" ? 1n << BigInt(layers.length) : 0n;
    for (const output of outputs) ancestry.set(output, before | own);
    if (operation !== "Conv") continue;
    const [, weight = "", bias = ""] = inputs;
    layers.push({
      weight: entries.get(weight),
      bias: entries.get(bias),
      norm: norms.get(outputs[0] ?? "")?.filter((entry) => entry !== undefined),
      before,
      depth: countBits(before),
    });
  }
  return layers;
}
