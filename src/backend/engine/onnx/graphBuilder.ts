/** Builds an ONNX graph node by node; values are their names. */
import {
  attribute,
  DATA_TYPE,
  encodeModel,
  tensorProto,
  type AttributeValue,
  type DataType,
  type Dimension,
  type NodeProto,
  type TensorProto,
  type ValueInfo,
} from "./proto";

/** The name of a value in the graph. */
export type Value = string;

type Shape = readonly Dimension[];

type Attributes = Readonly<Record<string, AttributeValue>>;

/** An output that cannot be given to JavaScript: see `runInPlace`. */
export const NOTHING = "nothing";

const OPSETS = { "": 17, "com.microsoft": 1 } as const;
type Domain = keyof typeof OPSETS;

/** Those that the nodes are of: other programs know ONNX's own only. */
function opsetsOf(nodes: readonly NodeProto[]): Readonly<Record<string, number>> {
  const used = new Set(["", ...nodes.map(({ domain }) => domain)]);
  return Object.fromEntries(Object.entries(OPSETS).filter(([domain]) => used.has(domain)));
}

/** Makes an empty sequence. */
const MAKES_NOTHING: NodeProto = {
  opType: "SequenceEmpty",
  domain: "",
  name: NOTHING,
  input: [],
  output: [NOTHING],
  attribute: [attribute("dtype", DATA_TYPE.float32)],
};

export class GraphBuilder {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers: TensorProto[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly constants = new Map<string, Value>();
  private counter = 0;

  constructor(private readonly name: string) {}

  /** Declares a graph input of that name. */
  input(name: string, type: DataType, shape: Shape): Value {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Declares a float input of that name unless it is there. */
  inputOnce(name: string, shape: Shape): Value {
    if (this.inputs.some((known) => known.name === name)) return name;
    return this.input(name, "float32", shape);
  }

  /** Makes a value a graph output under a name of its own; it is copied. */
  output(name: string, value: Value, shape: Shape): void {
    this.push("Identity", [value], [name], {}, "");
    this.outputs.push({ name, type: "float32", shape });
  }

  /** Makes a value a graph output under the name that it has; nothing is copied. */
  expose(value: Value, shape: Shape): void {
    this.outputs.push({ name: value, type: "float32", shape });
  }

  /** Adds a node with one output. */
  node(
    op: string,
    inputs: readonly Value[],
    attributes: Attributes = {},
    domain: Domain = "",
  ): Value {
    const output = this.fresh(op);
    this.push(op, inputs, [output], attributes, domain);
    return output;
  }

  /** Adds a node with two outputs, of which the second is int64. */
  pair(op: string, inputs: readonly Value[], attributes: Attributes = {}): [Value, Value] {
    const outputs: [Value, Value] = [this.fresh(op), this.fresh(op)];
    this.push(op, inputs, outputs, attributes, "");
    return outputs;
  }

  /** A float constant; equal ones are shared. Scalar when `dims` is absent. */
  floats(values: readonly number[], dims: readonly number[] = []): Value {
    const key = `f:${dims.join()}:${values.join()}`;
    return this.constant(key, "float32", dims, Float32Array.from(values));
  }

  scalar(value: number): Value {
    return this.floats([value]);
  }

  /** A one-dimensional int64 constant: shapes, axes, starts. */
  ints(...values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(`i:${values.join()}`, "int64", [values.length], data);
  }

  /** A named tensor inside the model, for trained weights. */
  weight(name: string, dims: readonly number[], data: Float32Array): Value {
    this.initializers.push(tensorProto(name, "float32", dims, data));
    return name;
  }

  add(a: Value, b: Value): Value {
    return this.node("Add", [a, b]);
  }

  sub(a: Value, b: Value): Value {
    return this.node("Sub", [a, b]);
  }

  mul(a: Value, b: Value): Value {
    return this.node("Mul", [a, b]);
  }

  div(a: Value, b: Value): Value {
    return this.node("Div", [a, b]);
  }

  /** Sums over axes, which stay with length 1 or go. */
  sum(x: Value, axes: readonly number[], keep: "keep" | "drop"): Value {
    return this.node("ReduceSum", [x, this.ints(...axes)], { keepdims: keep === "keep" ? 1 : 0 });
  }

  /** Reshapes; -1 is inferred. */
  reshape(x: Value, ...shape: readonly number[]): Value {
    return this.node("Reshape", [x, this.ints(...shape)]);
  }

  transpose(x: Value, ...perm: readonly number[]): Value {
    return this.node("Transpose", [x], { perm });
  }

  slice(
    x: Value,
    axes: readonly number[],
    starts: readonly number[],
    ends: readonly number[],
    steps?: readonly number[],
  ): Value {
    const inputs = [x, this.ints(...starts), this.ints(...ends), this.ints(...axes)];
    return this.node("Slice", steps ? [...inputs, this.ints(...steps)] : inputs);
  }

  /** Names of the nodes of that operator. */
  nodeNames(op: string): string[] {
    return this.nodes.filter(({ opType }) => opType === op).map(({ name }) => name);
  }

  /** The model's bytes, of all that the outputs need: what nothing reads is left out. */
  encode(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const { inputs, outputs } = this;
    const { nodes, initializers } = this.needed();
    const graph = { name: this.name, nodes, inputs, outputs, initializers };
    return encodeModel({ graph, opsets: opsetsOf(nodes), metadata });
  }

  /** The same for `runInPlace`. */
  encodeInPlace(): Uint8Array {
    const { inputs } = this;
    const { nodes, initializers } = this.needed();
    const outputs = [{ name: NOTHING, type: "sequence" as const }, ...this.outputs];
    const all = [...nodes, MAKES_NOTHING];
    const graph = { name: this.name, nodes: all, inputs, outputs, initializers };
    return encodeModel({ graph, opsets: opsetsOf(all) });
  }

  private needed() {
    const needed = new Set(this.outputs.map((output) => output.name));
    const nodes = this.nodes.toReversed().filter((node) => {
      if (!node.output.some((value) => needed.has(value))) return false;
      for (const value of node.input) needed.add(value);
      return true;
    });
    const initializers = this.initializers.filter(({ name = "" }) => needed.has(name));
    return { nodes: nodes.reverse(), initializers };
  }

  private constant(
    key: string,
    type: DataType,
    dims: readonly number[],
    data: ArrayBufferView,
  ): Value {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.fresh("constant");
    this.initializers.push(tensorProto(name, type, dims, data));
    this.constants.set(key, name);
    return name;
  }

  private push(
    op: string,
    input: readonly Value[],
    output: readonly Value[],
    attributes: Attributes,
    domain: Domain,
  ): void {
    const entries = Object.entries(attributes).map(([key, value]) => attribute(key, value));
    const name = `${op}_${this.counter++}`;
    this.nodes.push({ opType: op, domain, name, input, output, attribute: entries });
  }

  private fresh(op: string): Value {
    return `${op.toLowerCase()}${this.counter++}`;
  }
}
