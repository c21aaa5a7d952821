// The training steps that are compared with PyTorch: every operation in every setting that a network uses, then whole networks.
import type { TrainingOptions } from "../../../src/backend/engine/engine";
import type { Network } from "../../../src/backend/nn/network";
import type { ConvOptions, Ops } from "../../../src/backend/nn/ops";
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
  /** Default 1e-3. */
  readonly learningRate?: number;
  /** What of training is not plain. */
  readonly training?: Pick<
    TrainingOptions,
    "rates" | "frozenStatistics" | "weightDecay" | "maxGradientNorm" | "heads" | "part"
  >;
  /** Weights are given as pretrained ones are, instead of as a state. */
  readonly pretrained?: boolean;
}

type Build = <T>(ops: Ops<T>, x: T) => T;

/** A network of a few layers that ends in logits, of which the last is the head. */
function small(title: string, backbone: Build, options?: Partial<StepCase>): StepCase {
  const network: Network = {
    name: "catDogNet", // a name is needed; nothing reads it here
    stages: [],
    backbone,
    head: (ops, features, classes) => ops.linear(features, { name: "head", out: classes }),
  };
  return { title, network, imageSize: 32, batch: 4, classes: 3, steps: 3, ...options };
}

/** A convolution between two others, so that its input's gradient is compared through the first. */
const convolution = (options: Omit<ConvOptions, "name" | "out"> & { out?: number }): Build => {
  return (ops, x) => {
    const before = ops.conv2d(x, { name: "before", out: 12, kernel: 3, padding: 1 });
    const after = ops.conv2d(ops.relu(before), { out: 10, ...options, name: "conv" });
    return ops.flatten(ops.relu(after));
  };
};

const relu6: Build = (ops, x) => {
  x = ops.conv2d(x, { name: "conv", out: 12, kernel: 3, padding: 1 });
  x = ops.relu6(ops.batchNorm(x, { name: "bn" }));
  return ops.globalAvgPool(ops.relu6(ops.conv2d(x, { name: "conv2", out: 12, kernel: 3 })));
};

/** Three stages with all that fine-tuning treats differently: stem, residual block, inverted residual. */
const stages: Build = (ops, x) => {
  x = ops.conv2d(x, { name: "stem.conv", out: 12, kernel: 3, stride: 2, padding: 1 });
  x = ops.relu(ops.batchNorm(x, { name: "stem.bn" }));
  x = ops.maxPool(x, { kernel: 2, stride: 2 });
  let y = ops.conv2d(x, { name: "middle.conv", out: 12, kernel: 3, padding: 1, bias: false });
  y = ops.batchNorm(y, { name: "middle.bn" });
  x = ops.relu(ops.add(ops.batchNorm(x, { name: "middle.before" }), y));
  y = ops.conv2d(x, { name: "top.wide", out: 24, kernel: 1, bias: false });
  y = ops.relu6(ops.batchNorm(y, { name: "top.bn" }));
  y = ops.conv2d(y, { name: "top.deep", out: 24, kernel: 3, stride: 2, padding: 1, groups: 24 });
  return ops.globalAvgPool(ops.relu6(ops.batchNorm(y, { name: "top.bn2" })));
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

/** Fine-tuning as it is done: the stem frozen, the rest the slower the lower. */
const graded = [
  { prefix: "stem", factor: 0 },
  { prefix: "middle", factor: 0.1 },
  { prefix: "top", factor: 0.3 },
  { prefix: "top.deep", factor: 0.5 },
];

/** Groups and output channels of convolutions of 12 channels. */
const groupings = [
  [12, 12],
  [12, 24],
  [3, 6],
] as const;

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
        convolution({ kernel, stride, padding, bias }),
      ),
    ),
  ),
  ...groupings.flatMap(([groups, out]) =>
    (
      [
        [3, 1, 1],
        [3, 2, 1],
        [3, 1, 0],
        [5, 2, 2],
        [1, 2, 0],
      ] as const
    ).map(([kernel, stride, padding]) =>
      small(
        `convolution of 12 channels to ${out} in ${groups} groups, ${kernel}x${kernel}, stride ${stride}, padding ${padding}`,
        convolution({ kernel, stride, padding, groups, out, bias: false }),
      ),
    ),
  ),
  small("ReLU6 after a normalisation, and after a convolution", relu6),
  small("decoupled weight decay", stages, { training: { weightDecay: 0.4 } }),
  small("gradients clipped by their norm", stages, { training: { maxGradientNorm: 0.05 } }),
  small("gradients too short to be clipped", stages, { training: { maxGradientNorm: 1e3 } }),
  small("learning rates by stage, the lowest frozen", stages, { training: { rates: graded } }),
  small("normalisations that keep their running statistics", stages, {
    training: { frozenStatistics: true },
  }),
  small("pooled blocks that keep their running statistics", pooledBlocks, {
    training: { frozenStatistics: true },
  }),
  small("all of fine-tuning at once, from pretrained weights", stages, {
    pretrained: true,
    training: { rates: graded, frozenStatistics: true, weightDecay: 0.1, maxGradientNorm: 0.5 },
  }),
  small("a frozen backbone", stages, {
    training: {
      rates: [
        { prefix: "", factor: 0 },
        { prefix: "head", factor: 1 },
      ],
    },
  }),
  small("a frozen layer between learning ones", pooledBlocks, {
    training: { rates: [{ prefix: "conv1", factor: 0 }] },
  }),
  small("a frozen backbone with its running statistics", stages, {
    pretrained: true,
    training: {
      rates: [
        { prefix: "", factor: 0 },
        { prefix: "head", factor: 1 },
      ],
      frozenStatistics: true,
    },
  }),
  small("two heads, some pictures without a label for one", stages, {
    batch: 7,
    classes: 5,
    training: { heads: [2, 3] },
  }),
  small("a head alone, on features", dropped, { training: { part: "head" } }),
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
  {
    title: "mobileNetV2",
    lifted: true,
    network: findNetwork("mobileNetV2"),
    torchvision: "mobilenet_v2",
    imageSize: 64,
    batch: 8,
    classes: 3,
    steps: 3,
    learningRate: 1e-4, // depthwise weights are small, and where a gradient is zero Adam goes anywhere
  },
  {
    title: "resnet34, fine-tuned",
    lifted: true,
    pretrained: true,
    network: findNetwork("resnet34"),
    torchvision: "resnet34",
    imageSize: 64,
    batch: 4,
    classes: 2,
    steps: 2,
    training: {
      rates: [
        { prefix: "", factor: 0 },
        { prefix: "layer3", factor: 0.1 },
        { prefix: "layer4", factor: 0.3 },
        { prefix: "fc", factor: 1 },
      ],
      frozenStatistics: true,
      weightDecay: 0.01,
      maxGradientNorm: 1,
    },
  },
  {
    title: "mobileNetV2, fine-tuned for two targets",
    lifted: true,
    pretrained: true,
    network: findNetwork("mobileNetV2"),
    torchvision: "mobilenet_v2",
    imageSize: 64,
    batch: 6,
    classes: 5,
    steps: 2,
    training: {
      heads: [2, 3],
      rates: [
        { prefix: "features", factor: 0 },
        { prefix: "features.16", factor: 0.1 },
        { prefix: "features.17", factor: 0.2 },
        { prefix: "features.18", factor: 0.3 },
      ],
      frozenStatistics: true,
      weightDecay: 0.01,
    },
  },
];
