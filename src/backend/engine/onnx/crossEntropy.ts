/** Cross-entropy and its gradient. */
import type { GraphBuilder, Value } from "./graphBuilder";

interface Compared {
  readonly logits: Value;
  readonly target: Value;
  readonly count: Value;
}

interface Loss {
  /** A scalar. */
  readonly loss: Value;
  /** Of the logits. */
  readonly gradient: Value;
}

/**
 * Mean cross-entropy and its gradient, (weight * softmax - target) / batch, where a picture's weight
 * is the sum of its target's row: 1 unless pictures are weighed, and then nothing is rounded.
 */
function ofOneHead(g: GraphBuilder, { logits, target, count }: Compared): Loss {
  const logarithms = g.node("LogSoftmax", [logits], { axis: 1 });
  const total = g.node("ReduceSum", [g.mul(target, logarithms)], { keepdims: 0 });
  const loss = g.node("Neg", [g.div(total, count)]);
  const weighted = g.mul(g.node("Exp", [logarithms]), g.sum(target, [1], "keep"));
  const gradient = g.div(g.sub(weighted, target), count);
  return { loss, gradient };
}

/** The heads' losses summed; each head has its own columns of logits and target, and its own softmax. */
export function crossEntropy(g: GraphBuilder, values: Compared, heads: readonly number[]): Loss {
  if (heads.length === 1) return ofOneHead(g, values);
  const { logits, target, count } = values;
  const losses = heads.map((classes, head) => {
    const start = heads.slice(0, head).reduce((sum, size) => sum + size, 0);
    const columns = (x: Value) => g.slice(x, [1], [start], [start + classes]);
    return ofOneHead(g, { logits: columns(logits), target: columns(target), count });
  });
  return {
    loss: losses.map(({ loss }) => loss).reduce((sum, loss) => g.add(sum, loss)),
    gradient: g.node(
      "Concat",
      losses.map(({ gradient }) => gradient),
      { axis: 1 },
    ),
  };
}
