/** Finds a backbone's arrays in a graph whose names say nothing: by the order and shapes of its convolutions. */
import type { ArrayEntry, ArrayHeader, ConvLayer } from "./arrayFile";

/** Epsilon of batch normalisation: running variances are never used without it. */
const EPSILON = 1e-5;

/** What the arrays would be, or why nobody can say; the reason is a clause. */
export type OrderMatch =
  | { readonly entries: ReadonlyMap<string, ArrayEntry>; readonly wasFolded: boolean }
  | { readonly reason: string };

/** A convolution of the network and the normalisation after it. */
interface Pair {
  readonly weight: ArrayHeader;
  /** weight, bias, running_mean, running_var. */
  readonly norm: readonly ArrayHeader[];
}

/** The backbone as convolutions that are each normalised; undefined for one that is more. */
function pairsOf(backbone: readonly ArrayHeader[]): Pair[] | undefined {
  const pairs: Pair[] = [];
  for (let at = 0; at < backbone.length; at += 5) {
    const [weight, ...norm] = backbone.slice(at, at + 5);
    if (weight?.shape.length !== 4 || norm.length !== 4) return undefined;
    if (norm[3]?.name.endsWith(".running_var") !== true) return undefined;
    pairs.push({ weight, norm });
  }
  return pairs;
}

const sameShape = (a: ArrayHeader, b: ArrayHeader) => a.shape.join() === b.shape.join();

/**
 * Two convolutions of one shape could be taken for one another, unless one comes after the other,
 * or is on a shortcut: that has fewer convolutions before it, and comes last in our networks.
 */
function areTellable(layers: readonly ConvLayer[]): boolean {
  return layers.every(({ weight, before, depth }, index) =>
    layers.slice(0, index).every((earlier, at) => {
      if (!weight || !earlier.weight || !sameShape(weight, earlier.weight)) return true;
      return ((before >> BigInt(at)) & 1n) === 1n || earlier.depth > depth;
    }),
  );
}

function constant({ name, shape: [size = 0] }: ArrayHeader, value: number): ArrayEntry {
  const read = () => Promise.resolve(new Float32Array(size).fill(value));
  return { name, shape: [size], read };
}

/** A normalisation that only adds the bias which it was folded into. */
function identity(norm: readonly ArrayHeader[], bias: ArrayEntry): ArrayEntry[] {
  const values = [Math.sqrt(1 + EPSILON), undefined, 0, 1];
  return norm.map((header, index) => {
    const value = values[index];
    return value === undefined ? bias : constant(header, value);
  });
}

/** Goes through the convolutions of file and network side by side. */
export function matchByOrder(
  backbone: readonly ArrayHeader[],
  layers: readonly ConvLayer[],
): OrderMatch {
  const pairs = pairsOf(backbone);
  if (pairs === undefined || pairs.length !== layers.length) {
    return { reason: `it has ${layers.length} convolutions, another number` };
  }
  if (!areTellable(layers)) {
    return { reason: "its names say nothing, and by order and shape its arrays are ambiguous" };
  }
  const entries = new Map<string, ArrayEntry>();
  let wasFolded = false;
  for (const [index, { weight, norm }] of pairs.entries()) {
    const layer = layers[index];
    if (!layer?.weight || !sameShape(layer.weight, weight)) {
      return { reason: `its convolution ${index + 1} is not that of "${weight.name}"` };
    }
    const { bias } = layer;
    const folded = layer.norm === undefined && bias ? identity(norm, bias) : undefined;
    const found = folded ?? (bias === undefined ? layer.norm : undefined);
    if (found?.length !== norm.length) {
      return { reason: `its convolution ${index + 1} is not normalised as "${weight.name}" is` };
    }
    wasFolded ||= folded !== undefined;
    entries.set(weight.name, layer.weight);
    for (const [part, { name }] of norm.entries()) {
      const entry = found[part];
      if (entry !== undefined) entries.set(name, entry);
    }
  }
  return { entries, wasFolded };
}
