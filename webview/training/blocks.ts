/** Groups a network's layers into the blocks that its names tell of, so that 175 layers can be looked over. Pure. */
import type { LayerDescription } from "../../src/protocol/network";

export interface Block {
  /** Common part of the names: "layer1.0", or the first layer's name. */
  readonly name: string;
  /** Indices of its layers, in order, without gaps. */
  readonly layers: readonly number[];
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly flops: number;
  /** Whether it adds its input to its output. */
  readonly residual: boolean;
}

/** Operations that end what convolutions began. */
const HEAD_KINDS = new Set(["flatten", "globalAvgPool"]);

/** The block that a layer's name puts it in: "layer1.0.conv2" in "layer1.0"; undefined when it follows the layer before. */
function blockName({ name, kind }: LayerDescription, current: string): string {
  if (HEAD_KINDS.has(kind)) return "head";
  if (current === "head" || name === "") return current;
  const stage = /^(.+?\.\d+)\./.exec(name)?.[1];
  if (stage !== undefined) return stage;
  return kind === "conv2d" || kind === "linear" ? name : current;
}

/** The blocks of a network, in the order of its layers. */
export function blocksOf(layers: readonly LayerDescription[]): Block[] {
  const groups: { readonly name: string; readonly layers: number[] }[] = [];
  for (const [index, layer] of layers.entries()) {
    const name = blockName(layer, groups.at(-1)?.name ?? "");
    const current = groups.at(-1);
    if (current?.name === name) current.layers.push(index);
    else groups.push({ name, layers: [index] });
  }
  return groups.map(({ name, layers: indices }) => {
    const mine = indices.flatMap((index) => layers[index] ?? []);
    return {
      name,
      layers: indices,
      outputShape: mine.at(-1)?.outputShape ?? [],
      parameters: mine.reduce((sum, { parameters }) => sum + parameters, 0),
      flops: mine.reduce((sum, { flops }) => sum + flops, 0),
      residual: mine.some(({ kind }) => kind === "add"),
    };
  });
}

/** "3 convolutions" and so on: how often each operation occurs, in order of first use. */
export function operationCounts(
  { layers: indices }: Block,
  layers: readonly LayerDescription[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const index of indices) {
    const kind = layers[index]?.kind ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
