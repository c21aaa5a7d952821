/** The graph's input: pictures as bytes, normalised inside, or features as they are. */
import { elementCount } from "../../nn/parameters";
import type { Graph } from "../../nn/trace";
import type { CompileOptions, Inputs } from "../engine";
import type { GraphBuilder, Value } from "./graphBuilder";
import type { Runtime, RuntimeTensor } from "./runtime";

export const INPUTS = "inputs";

/** What the graph reads of each picture. */
export interface InputLayout {
  readonly type: "uint8" | "float32";
  readonly dims: readonly number[];
}

/** Pictures [size, size, 3] uint8 or, for a head alone, features [features]. */
export function inputLayout(graph: Graph, options: CompileOptions): InputLayout {
  const { part, imageSize: size } = options;
  if (part === "head") return { type: "float32", dims: graph[0]?.shape ?? [] };
  return { type: "uint8", dims: [size, size, 3] };
}

/** Declares the input; gives features as they are, pictures as [batch, 3, size, size], (x / 255 - mean) / std. */
export function networkInput(g: GraphBuilder, graph: Graph, options: CompileOptions): Value {
  const { type, dims } = inputLayout(graph, options);
  const x = g.input(INPUTS, type, ["batch", ...dims]);
  if (type === "float32") return x;
  const { mean, std } = options.statistics;
  const floats = g.node("Cast", [g.transpose(x, 0, 3, 1, 2)], { to: 1 });
  const channels = (of: (channel: number) => number) => g.floats([0, 1, 2].map(of), [1, 3, 1, 1]);
  const stdOf = (channel: number) => std[channel] ?? 1;
  const scale = channels((channel) => 1 / (255 * stdOf(channel)));
  const shift = channels((channel) => -(mean[channel] ?? 0) / stdOf(channel));
  return g.add(g.mul(floats, scale), shift);
}

/** `count` rows of the inputs, from `first` on. */
export function inputTensor(
  { Tensor }: Runtime,
  layout: InputLayout,
  rows: { readonly inputs: Inputs; readonly first: number; readonly count: number },
): RuntimeTensor {
  const { inputs, first, count } = rows;
  const isBytes = inputs instanceof Uint8Array;
  if (isBytes !== (layout.type === "uint8")) throw new TypeError(`the graph reads ${layout.type}`);
  const length = elementCount(layout.dims);
  const dims = [count, ...layout.dims];
  const [start, end] = [first * length, (first + count) * length];
  if (isBytes) return new Tensor("uint8", inputs.subarray(start, end), dims);
  return new Tensor("float32", inputs.subarray(start, end), dims);
}
