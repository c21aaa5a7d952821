/** MobileNetV2 (Sandler et al., 2018) of width 1 as torchvision lays it out, with the head linear 512 - ReLU - dropout - linear. */
import type { Network } from "../network";
import type { ConvOptions, Ops } from "../ops";
import { notebookHead } from "./head";

/** Rows of the paper's table 2: expansion, output channels, blocks, and stride of the first one. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Channels of the first and of the last convolution. */
const FIRST = 32;
const LAST = 1280;

interface BlockOptions {
  readonly name: string;
  readonly in: number;
  readonly out: number;
  /** Channels inside over channels in. */
  readonly expansion: number;
  readonly stride: number;
}

/** Every block in its order, named by its place in torchvision's `features`. */
const BLOCKS: readonly BlockOptions[] = STAGES.flatMap(
  ([expansion, out, blocks, stride], stage) => {
    const before = STAGES.slice(0, stage).reduce((sum, row) => sum + row[2], 0);
    const from = STAGES[stage - 1]?.[1] ?? FIRST;
    return Array.from({ length: blocks }, (_, index) => ({
      name: `features.${1 + before + index}`,
      in: index === 0 ? from : out,
      out,
      expansion,
      stride: index === 0 ? stride : 1,
    }));
  },
);

function convNorm<T>(
  ops: Ops<T>,
  x: T,
  names: readonly [conv: string, norm: string],
  options: Omit<ConvOptions, "name" | "padding" | "bias">,
): T {
  const padding = (options.kernel - 1) / 2;
  const y = ops.conv2d(x, { ...options, name: names[0], padding, bias: false });
  return ops.batchNorm(y, { name: names[1] });
}

/** Convolution, normalisation and ReLU6, which torchvision numbers within a Sequential. */
function convNormRelu<T>(
  ops: Ops<T>,
  x: T,
  name: string,
  options: Omit<ConvOptions, "name" | "padding" | "bias">,
): T {
  return ops.relu6(convNorm(ops, x, [`${name}.0`, `${name}.1`], options));
}

/** An inverted residual: 1x1 to more channels, 3x3 on each by itself, 1x1 to fewer without a ReLU. */
function block<T>(ops: Ops<T>, x: T, options: BlockOptions): T {
  const { name, out, expansion, stride } = options;
  const inside = options.in * expansion;
  let y = x;
  let part = 0;
  if (expansion > 1) {
    y = convNormRelu(ops, y, `${name}.conv.${part++}`, { out: inside, kernel: 1 });
  }
  const depthwise = { out: inside, kernel: 3, stride, groups: inside };
  y = convNormRelu(ops, y, `${name}.conv.${part++}`, depthwise);
  const names = [`${name}.conv.${part}`, `${name}.conv.${part + 1}`] as const;
  y = convNorm(ops, y, names, { out, kernel: 1 });
  return stride === 1 && out === options.in ? ops.add(x, y) : y;
}

/** The name of the last convolution with its normalisation. */
const TOP = `features.${BLOCKS.length + 1}`;

export const mobileNetV2: Network = {
  name: "mobileNetV2",
  /** Cut where the pictures are halved, as the residual networks' layers are. */
  stages: [
    ["features.0", "features.1"],
    ["features.2", "features.3"],
    ["features.4", "features.5", "features.6"],
    [7, 8, 9, 10, 11, 12, 13].map((place) => `features.${place}`),
    [14, 15, 16, 17, 18].map((place) => `features.${place}`),
  ],
  backbone: (ops, x) => {
    x = convNormRelu(ops, x, "features.0", { out: FIRST, kernel: 3, stride: 2 });
    for (const options of BLOCKS) x = block(ops, x, options);
    return ops.globalAvgPool(convNormRelu(ops, x, TOP, { out: LAST, kernel: 1 }));
  },
  // torchvision's own last layer is "classifier.1", which is none of these
  head: notebookHead("classifier"),
};
