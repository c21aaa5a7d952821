/** The hand-made network: four convolution blocks and two linear layers; 35,110,402 parameters at 128 pixels and 2 classes. */
import type { Network } from "../network";

export const catDogNet: Network = {
  name: "catDogNet",
  build: (ops, x, classes) => {
    for (const [index, out] of [64, 128, 256, 512].entries()) {
      const block = index + 1;
      x = ops.conv2d(x, { name: `conv${block}`, out, kernel: 3, padding: 1 });
      x = ops.batchNorm(x, { name: `bn${block}` });
      x = ops.relu(x);
      x = ops.maxPool(x, { kernel: 2, stride: 2 });
    }
    x = ops.linear(ops.flatten(x), { name: "fc1", out: 1024 });
    x = ops.dropout(ops.relu(x), { rate: 0.5 });
    return ops.linear(x, { name: "fc2", out: classes });
  },
};
