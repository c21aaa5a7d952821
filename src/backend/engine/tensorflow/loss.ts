/** Cross-entropy on TensorFlow's tensors. */
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Tf } from "./library";

/**
 * The sum over pictures and heads of -target * log softmax, divided by the number of pictures.
 * `heads` says how many of the columns are each head's; each has a softmax of its own.
 */
export function crossEntropy(
  tf: Tf,
  values: { readonly logits: Tensor2D; readonly targets: Tensor2D },
  heads: readonly number[],
): Scalar {
  const { logits, targets } = values;
  const [count] = logits.shape;
  let at = 0;
  let total: Scalar | undefined;
  for (const classes of heads) {
    const columns = (x: Tensor2D) => tf.slice(x, [0, at], [count, classes]);
    const loss = tf.sum<Scalar>(tf.mul(columns(targets), tf.logSoftmax(columns(logits), 1)));
    total = total === undefined ? loss : tf.add(total, loss);
    at += classes;
  }
  if (total === undefined) throw new TypeError("there are no heads");
  return tf.div(tf.neg(total), count);
}
