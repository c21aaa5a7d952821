/** The hand-made network: four convolution blocks and two linear layers; 35,110,402 parameters at 128 pixels and 2 classes. */
import type { Network } from "../network";

export const catDogNet: Network = {
  name: "catDogNet",
  stages: [1, 2, 3, 4].map((block) => [`conv${block}`, `bn${block}`]),
  backbone: (ops, x) => {
    for (const [index, out] of [64, 128, 256, 512].entries()) {
      const block = index + 1;
      x = ops.conv2d(x, { name: `conv${block}`, out, kernel: 3, padding: 1 });
      x = ops.batchNorm(x, { name: `bn${block}` });
      x = ops.relu(x);
      x = ops.maxPool(x, { kernel: 2, stride: 2 });
    }
    return ops.flatten(x);
  },
  head: (ops, features, classes) => {
    const hidden = ops.relu(ops.linear(features, { name: "fc1", out: 1024 }));
    return ops.linear(ops.dropout(hidden, { rate: 0.5 }), { name: "fc2", out: classes });
  },
};
