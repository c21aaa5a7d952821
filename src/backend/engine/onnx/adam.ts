/** The Adam update (Kingma and Ba, 2015) as a part of the graph, written back into the same buffers. */
import { elementCount } from "../../nn/parameters";
import { GraphBuilder, type Value } from "./graphBuilder";

/** The defaults of torch.optim.Adam. */
export const BETA1 = 0.9;
export const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Scalars of one step. */
export interface AdamScalars {
  readonly stepSize: number;
  readonly epsilon: number;
}

/**
 * The moments are kept as sums, M = beta1 * M + g and V = beta2 * V + g * g, which is one pass less
 * for each than the means (1 - beta1) * M and (1 - beta2) * V. Bias correction and these factors are
 * in the two scalars, so that p -= stepSize * M / (sqrt(V) + epsilon) is PyTorch's update.
 * `step` counts from 1.
 */
export function adamScalars(step: number, learningRate: number): AdamScalars {
  const toMean = (1 - BETA1) / (1 - BETA1 ** step);
  const toRoot = Math.sqrt((1 - BETA2) / (1 - BETA2 ** step));
  return { stepSize: (learningRate * toMean) / toRoot, epsilon: EPSILON / toRoot };
}

/** A parameter's arrays, or their new values. */
export interface AdamValues {
  readonly weight: Value;
  readonly firstMoment: Value;
  readonly secondMoment: Value;
}

/** Larger arrays are updated piece by piece, so that what lies between the operators stays in the cache. */
const PIECE = 32_768;

/** The shape [pieces, length] in which a parameter's arrays enter and leave the graph. */
export function piecesOf(shape: readonly number[]): [pieces: number, length: number] {
  const count = elementCount(shape);
  let pieces = Math.max(1, Math.floor(count / PIECE));
  while (count % pieces !== 0) pieces--;
  return [pieces, count / pieces];
}

function update(
  g: GraphBuilder,
  values: AdamValues & { readonly gradient: Value },
  scalars: { readonly stepSize: Value; readonly epsilon: Value },
): AdamValues {
  const { weight, gradient } = values;
  const firstMoment = g.add(g.mul(values.firstMoment, g.scalar(BETA1)), gradient);
  const squared = g.mul(gradient, gradient);
  const secondMoment = g.add(g.mul(values.secondMoment, g.scalar(BETA2)), squared);
  const root = g.add(g.node("Sqrt", [secondMoment]), scalars.epsilon);
  const change = g.mul(g.div(firstMoment, root), scalars.stepSize);
  return { weight: g.sub(weight, change), firstMoment, secondMoment };
}

/** The update as a loop over the pieces; ONNX Runtime gives each a view, not a copy. */
function updateInPieces(
  g: GraphBuilder,
  values: AdamValues & { readonly gradient: Value },
  options: {
    readonly name: string;
    readonly length: number;
    readonly scalars: { readonly stepSize: Value; readonly epsilon: Value };
  },
): AdamValues {
  const { name, length, scalars } = options;
  const body = new GraphBuilder(`${name}.update`, `${name}.`);
  const input = (key: string) => body.input(`${name}.${key}`, "float32", [length]);
  const piece = update(
    body,
    { weight: input("w"), firstMoment: input("m"), secondMoment: input("v"), gradient: input("g") },
    scalars,
  );
  for (const value of [piece.weight, piece.firstMoment, piece.secondMoment]) {
    body.expose(value, [length]);
  }
  const arrays = [values.weight, values.firstMoment, values.secondMoment, values.gradient];
  const attributes = { body: { graph: body.graph() }, num_scan_inputs: arrays.length };
  const [weight, firstMoment, secondMoment] = g.triple("Scan", arrays, attributes);
  return { weight, firstMoment, secondMoment };
}

/** Updates one parameter; all values but the gradient are of shape [pieces, length]. */
export function adam(
  g: GraphBuilder,
  values: AdamValues & { readonly gradient: Value },
  options: {
    readonly name: string;
    readonly pieces: readonly [number, number];
    readonly scalars: { readonly stepSize: Value; readonly epsilon: Value };
  },
): AdamValues {
  const { name, pieces, scalars } = options;
  const shaped = { ...values, gradient: g.reshape(values.gradient, ...pieces) };
  if (pieces[0] === 1) return update(g, shaped, scalars);
  return updateInPieces(g, shaped, { name, length: pieces[1], scalars });
}
