// The training steps that are compared with PyTorch: every operation in every setting that a network uses, then whole networks.
import type { Network } from "../../../src/backend/nn/network";
import type { Ops } from "../../../src/backend/nn/ops";
import { findNetwork } from "../../../src/backend/nn/registry";

export interface StepCase {
  readonly title: string;
  readonly network: Network;
  /** torchvision's own network of that name is the oracle; without it PyTorch's layers one by one. */
  readonly torchvision?: string;
  readonly imageSize: number;
  readonly batch: number;
  readonly classes: number;
  readonly steps: number;
  /** Keeps ReLUs away from zero, where rounding decides. */
  readonly lifted?: boolean;
  /** Factor of each class's loss: PyTorch's CrossEntropyLoss(weight=...). */
  readonly classWeights?: readonly number[];
  /** Soft labels: each picture is in part another's. */
  readonly mixed?: boolean;
}

type Build = <T>(ops: Ops<T>, x: T) => T;

/** A network of a few layers that ends in logits. */
function small(title: string, build: Build, options?: Partial<StepCase>): StepCase {
  const network: Network = {
    name: "catDogNet", // a name is needed; nothing reads it here
    stages: [],
    backbone: build,
    head: (ops, features, classes) => ops.linear(features, { name: "head", out: classes }),
  };
  return { title, network, imageSize: 32, batch: 4, classes: 3, steps: 3, ...options };
}

/** A convolution between two others, so that its input's gradient is compared through the first. */
const convolution = (kernel: number, stride: number, padding: number, bias: boolean): Build => {
  return (ops, x) => {
    const before = ops.conv2d(x, { name: "before", out: 12, kernel: 3, padding: 1 });
    const options = { name: "conv", out: 10, kernel, stride, padding, bias };
    return ops.flatten(ops.relu(ops.conv2d(ops.relu(before), options)));
  };
};

/** Convolution, normalisation, ReLU and pooling; the first one narrow, the second wide. */
const pooledBlocks: Build = (ops, x) => {
  for (const [index, out] of [16, 24].entries()) {
    x = ops.conv2d(x, { name: `conv${index}`, out, kernel: 3, padding: 1 });
    x = ops.relu(ops.batchNorm(x, { name: `bn${index}` }));
    x = ops.maxPool(x, { kernel: 2, stride: 2 });
  }
  return ops.flatten(x);
};

/** A wide convolution as the first layer: a block that needs no gradient of its input. */
const wideFirst: Build = (ops, x) => {
  x = ops.conv2d(x, { name: "conv", out: 8, kernel: 7, padding: 3, bias: false });
  x = ops.maxPool(ops.relu(ops.batchNorm(x, { name: "bn" })), { kernel: 2, stride: 2 });
  return ops.flatten(x);
};

const residual: Build = (ops, x) => {
  x = ops.conv2d(x, { name: "stem", out: 16, kernel: 7, stride: 2, padding: 3, bias: false });
  x = ops.maxPool(ops.relu(ops.batchNorm(x, { name: "bn" })), { kernel: 3, stride: 2, padding: 1 });
  const y = ops.conv2d(x, { name: "conv", out: 16, kernel: 3, padding: 1, bias: false });
  const sum = ops.relu(ops.add(ops.batchNorm(y, { name: "bn2" }), x));
  return ops.globalAvgPool(sum);
};

const dropped: Build = (ops, x) => {
  const hidden = ops.relu(ops.linear(ops.flatten(x), { name: "hidden", out: 40 }));
  return ops.dropout(hidden, { rate: 0.5 });
};

const settings = [
  [3, 1, 1],
  [3, 1, 0],
  [1, 1, 0],
  [3, 2, 1],
  [1, 2, 0],
  [7, 2, 3],
  [5, 1, 2],
] as const;

export const cases: readonly StepCase[] = [
  ...settings.flatMap(([kernel, stride, padding]) =>
    [true, false].map((bias) =>
      small(
        `convolution ${kernel}x${kernel}, stride ${stride}, padding ${padding}, ${bias ? "with" : "no"} bias`,
        convolution(kernel, stride, padding, bias),
      ),
    ),
  ),
  small("pooled blocks, narrow and wide", pooledBlocks),
  small("a pooled block of a wide kernel on the picture", wideFirst),
  small("a stem with overlapping pooling, a shortcut, an average", residual, { imageSize: 64 }),
  small("linear, ReLU and dropout", dropped),
  small("class weights", pooledBlocks, { batch: 7, classWeights: [0.4, 1.9, 0.8] }),
  small("soft labels", pooledBlocks, { batch: 7, mixed: true }),
  small("a batch of one", pooledBlocks, { batch: 1 }),
  {
    title: "catDogNet",
    lifted: true,
    network: findNetwork("catDogNet"),
    imageSize: 32,
    batch: 6,
    classes: 2,
    steps: 3,
  },
  {
    title: "resnet34",
    lifted: true,
    network: findNetwork("resnet34"),
    torchvision: "resnet34",
    imageSize: 64,
    batch: 8,
    classes: 2,
    steps: 3,
  },
  {
    title: "resnet50",
    lifted: true,
    network: findNetwork("resnet50"),
    torchvision: "resnet50",
    imageSize: 64,
    batch: 4,
    classes: 37,
    steps: 1,
  },
];
