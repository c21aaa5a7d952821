/** Writes a network's layers as TensorFlow's operations, channels last. */
import type { FoldedArray } from "../../nn/foldNorms";
import { type Graph, type GraphNode, onlyInput, pictureShape } from "../../nn/trace";
import { type Attribute, integers, type NodeList, words } from "./nodes";

type Convolution = Extract<GraphNode["operation"], { readonly kind: "conv2d" }>;
type MaxPool = Extract<GraphNode["operation"], { readonly kind: "maxPool" }>;

/** Lower than any number that a layer gives. */
const LOWEST = -3.4e38;

const NHWC = words("NHWC");

/** [out, in, height, width] to [height, width, in, out], or to [height, width, out, in] of a depthwise one. */
function channelsLast({ shape, data }: FoldedArray, isDepthwise: boolean): FoldedArray {
  const [out = 0, channels = 0, height = 0, width = 0] = shape;
  const result = new Float32Array(data.length);
  const pixels = height * width;
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < channels; i++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const place = isDepthwise ? o * channels + i : i * out + o;
        result[pixel * channels * out + place] = data[(o * channels + i) * pixels + pixel] ?? 0;
      }
    }
  }
  const last = isDepthwise ? [out, channels] : [channels, out];
  return { name: "", shape: [height, width, ...last], data: result };
}

/** Padding by the same on all sides: "SAME" means that for odd kernels and stride 1 only. */
function paddingOf({ kernel, stride, padding }: Convolution): Readonly<Record<string, Attribute>> {
  if (padding === 0) return { padding: words("VALID") };
  if (stride === 1 && 2 * padding === kernel - 1) return { padding: words("SAME") };
  const both = [padding, padding];
  return { padding: words("EXPLICIT"), explicit_paddings: integers(0, 0, ...both, ...both, 0, 0) };
}

export class LayerWriter {
  private readonly values = new Map<GraphNode, string>();
  private readonly arrays: ReadonlyMap<string, FoldedArray>;

  constructor(
    private readonly list: NodeList,
    arrays: readonly FoldedArray[],
  ) {
    this.arrays = new Map(arrays.map((array) => [array.name, array]));
  }

  /** Writes all layers from the normalised pictures [batch, size, size, 3]; gives the logits. */
  write(graph: Graph, pictures: string): string {
    let last = pictures;
    for (const node of graph) {
      last = node.operation.kind === "input" ? pictures : this.layer(node);
      this.values.set(node, last);
    }
    return last;
  }

  private layer(node: GraphNode): string {
    const { list } = this;
    const { operation } = node;
    const [x = "", y = ""] = node.inputs.map((input) => this.values.get(input) ?? "");
    switch (operation.kind) {
      case "conv2d":
        return this.convolution(operation, x);
      case "relu":
        return list.node("Relu", [x]);
      case "relu6":
        return list.node("Relu6", [x]);
      case "maxPool":
        return this.maxPool(operation, x);
      case "globalAvgPool":
        return list.node("Mean", [x, list.ints(1, 2)], { keep_dims: { b: false } });
      case "add":
        return list.node("AddV2", [x, y]);
      case "flatten":
        return this.flatten(node, x);
      case "linear":
        return this.linear(operation.name, x);
      case "dropout":
        return x;
      case "batchNorm":
      case "input":
        throw new TypeError(`${operation.kind} is not a layer of a folded network`);
    }
  }

  private array(name: string): FoldedArray {
    const array = this.arrays.get(name);
    if (array === undefined) throw new TypeError(`the network has no array ${name}`);
    return array;
  }

  private biased(name: string, value: string): string {
    const { shape, data } = this.array(`${name}.bias`);
    return this.list.node("AddV2", [value, this.list.floats(`${name}.bias`, shape, data)]);
  }

  private convolution(operation: Convolution, x: string): string {
    const { name, groups, stride } = operation;
    const weight = this.array(`${name}.weight`);
    const isDepthwise = groups > 1;
    if (isDepthwise && weight.shape[1] !== 1) {
      throw new TypeError("TensorFlow.js has convolutions in one group or in one a channel only");
    }
    const { shape, data } = channelsLast(weight, isDepthwise);
    const kernel = this.list.floats(`${name}.weight`, shape, data);
    const op = isDepthwise ? "DepthwiseConv2dNative" : "Conv2D";
    const value = this.list.node(op, [x, kernel], {
      strides: integers(1, stride, stride, 1),
      dilations: integers(1, 1, 1, 1),
      data_format: NHWC,
      ...paddingOf(operation),
    });
    return operation.bias ? this.biased(name, value) : value;
  }

  /** TensorFlow.js's pooling knows no explicit padding: the border is put on beforehand. */
  private maxPool({ kernel, stride, padding: p }: MaxPool, x: string): string {
    const { list } = this;
    const border = (): string => {
      const paddings = list.paddings([0, 0], [p, p], [p, p], [0, 0]);
      return list.node("PadV2", [x, paddings, list.scalar(LOWEST)]);
    };
    return list.node("MaxPool", [p === 0 ? x : border()], {
      ksize: integers(1, kernel, kernel, 1),
      strides: integers(1, stride, stride, 1),
      padding: words("VALID"),
      data_format: NHWC,
    });
  }

  /** In the order of channels first, which the layer after it is used to. */
  private flatten(node: GraphNode, x: string): string {
    const { list } = this;
    const [channels, height, width] = pictureShape(onlyInput(node));
    const turned = list.node("Transpose", [x, list.ints(0, 3, 1, 2)]);
    return list.node("Reshape", [turned, list.ints(-1, channels * height * width)]);
  }

  private linear(name: string, x: string): string {
    const { shape, data } = this.array(`${name}.weight`);
    const weight = this.list.floats(`${name}.weight`, shape, data);
    const attributes = { transpose_a: { b: false }, transpose_b: { b: true } };
    return this.biased(name, this.list.node("MatMul", [x, weight], attributes));
  }
}
