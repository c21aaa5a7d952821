/** The head of the networks that are used with pretrained weights. */
import type { Network } from "../network";

/**
 * Linear 512 - ReLU - dropout - linear: numbered as in a torch.nn.Sequential of that name, so its
 * arrays are `name`.0.weight, .0.bias, .3.weight and .3.bias.
 */
export function notebookHead(name: string): Network["head"] {
  return (ops, features, classes) => {
    const hidden = ops.relu(ops.linear(features, { name: `${name}.0`, out: 512 }));
    return ops.linear(ops.dropout(hidden, { rate: 0.5 }), { name: `${name}.3`, out: classes });
  };
}
