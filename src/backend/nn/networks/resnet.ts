/** ResNet-34 and ResNet-50 (He et al., 2016) as torchvision lays them out, with the head linear 512 - ReLU - dropout - linear. */
import type { NetworkName } from "../../../protocol/network";
import type { Network } from "../network";
import type { Ops } from "../ops";
import { notebookHead } from "./head";

/** One residual block: its name, channels inside, and stride of its first spatial step. */
interface BlockOptions {
  readonly name: string;
  readonly channels: number;
  readonly stride: number;
  /** Whether the shortcut needs a 1x1 convolution to match the shape. */
  readonly project: boolean;
}

type Block = <T>(ops: Ops<T>, x: T, options: BlockOptions) => T;

function convNorm<T>(
  ops: Ops<T>,
  x: T,
  names: readonly [conv: string, norm: string],
  options: { readonly out: number; readonly kernel: number; readonly stride?: number },
): T {
  const padding = (options.kernel - 1) / 2;
  const y = ops.conv2d(x, { ...options, name: names[0], padding, bias: false });
  return ops.batchNorm(y, { name: names[1] });
}

function shortcut<T>(ops: Ops<T>, x: T, out: number, options: BlockOptions): T {
  const { name, stride, project } = options;
  if (!project) return x;
  const names = [`${name}.downsample.0`, `${name}.downsample.1`] as const;
  return convNorm(ops, x, names, { out, kernel: 1, stride });
}

/** Two 3x3 convolutions: the block of ResNet-18 and ResNet-34. */
const basicBlock: Block = (ops, x, options) => {
  const { name, channels: out, stride } = options;
  let y = convNorm(ops, x, [`${name}.conv1`, `${name}.bn1`], { out, kernel: 3, stride });
  y = convNorm(ops, ops.relu(y), [`${name}.conv2`, `${name}.bn2`], { out, kernel: 3 });
  return ops.relu(ops.add(y, shortcut(ops, x, out, options)));
};

/** 1x1, 3x3 (with the stride, as torchvision has it), 1x1 to four times the channels. */
const bottleneck: Block = (ops, x, options) => {
  const { name, channels: out, stride } = options;
  let y = convNorm(ops, x, [`${name}.conv1`, `${name}.bn1`], { out, kernel: 1 });
  y = convNorm(ops, ops.relu(y), [`${name}.conv2`, `${name}.bn2`], { out, kernel: 3, stride });
  y = convNorm(ops, ops.relu(y), [`${name}.conv3`, `${name}.bn3`], { out: 4 * out, kernel: 1 });
  return ops.relu(ops.add(y, shortcut(ops, x, 4 * out, options)));
};

/** Blocks a stage of ResNet-34 and ResNet-50 alike. */
const STAGES = [3, 4, 6, 3] as const;

function resnet(name: NetworkName, block: Block, expansion: number): Network {
  return {
    name,
    stages: [["conv1", "bn1"], ...STAGES.map((_, stage) => [`layer${stage + 1}`])],
    backbone: (ops, x) => {
      x = convNorm(ops, x, ["conv1", "bn1"], { out: 64, kernel: 7, stride: 2 });
      x = ops.maxPool(ops.relu(x), { kernel: 3, stride: 2, padding: 1 });
      for (const [stage, blocks] of STAGES.entries()) {
        for (let index = 0; index < blocks; index++) {
          const first = index === 0;
          x = block(ops, x, {
            name: `layer${stage + 1}.${index}`,
            channels: 64 << stage,
            stride: first && stage > 0 ? 2 : 1,
            project: first && (stage > 0 || expansion > 1),
          });
        }
      }
      return ops.globalAvgPool(x);
    },
    // torchvision's own last layer, "fc.weight", has no name in common with these
    head: notebookHead("fc"),
  };
}

export const resnet34 = resnet("resnet34", basicBlock, 1);
export const resnet50 = resnet("resnet50", bottleneck, 4);
