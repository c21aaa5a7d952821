/** The parts of an ONNX model that carry weights: initialisers, and the nodes that use them. */
import { LIMITS } from "../arrayFile";
import type { FloatType } from "../numbers";
import { fieldsOf, halves, integers, ModelError, text } from "./fields";

/** Numbers of fields in onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5 } as const;
const NODE = { input: 1, output: 2, opType: 4 } as const;
const TENSOR = {
  dims: 1,
  dataType: 2,
  segment: 3,
  floatData: 4,
  int32Data: 5,
  name: 8,
  rawData: 9,
  doubleData: 10,
  dataLocation: 14,
} as const;

/** TensorProto.DataType of floating-point numbers. */
const FLOATS: Readonly<Record<number, FloatType>> = {
  1: "float32",
  10: "float16",
  11: "float64",
  16: "bfloat16",
};

/** More than any network of ours by far. */
const NODES = 20_000;

/** An array of the graph as it stands in the file. */
export interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  /** Undefined for whole numbers. */
  readonly type: FloatType | undefined;
  /** Undefined when it has none, or in a form that no exporter uses. */
  readonly data: Uint8Array | undefined;
}

export interface Node {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface Model {
  readonly initializers: readonly Initializer[];
  /** Each after those whose outputs it reads. */
  readonly nodes: readonly Node[];
}

function readTensor(bytes: Uint8Array): Initializer {
  const shape: number[] = [];
  let name = "";
  let type: FloatType | undefined;
  let raw: Uint8Array | undefined;
  let ints: Uint8Array | undefined;
  for (const { id, value } of fieldsOf(bytes)) {
    if (id === TENSOR.dims) {
      shape.push(...integers(value, LIMITS.dimensions));
      if (shape.length > LIMITS.dimensions) throw new ModelError("a shape in it is too long");
    } else if (id === TENSOR.segment) {
      throw new ModelError("an array of it is cut into segments");
    } else if (id === TENSOR.dataLocation && value === 1) {
      throw new ModelError("it keeps its arrays in another file beside it: export it in one piece");
    } else if (id === TENSOR.dataType && typeof value === "number") {
      type = FLOATS[value];
    } else if (value instanceof Uint8Array) {
      if (id === TENSOR.name) name = text(value);
      else if (id === TENSOR.int32Data) ints = value;
      else if (id === TENSOR.rawData && value.length > 0) raw = value;
      // packed numbers are the same bytes
      else if (id === TENSOR.floatData && value.length > 0) raw = value;
      else if (id === TENSOR.doubleData && value.length > 0) raw = value;
    }
  }
  const isHalf = type === "float16" || type === "bfloat16";
  return { name, shape, type, data: raw ?? (isHalf && ints ? halves(ints) : undefined) };
}

function readNode(bytes: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let operation = "";
  for (const { id, value } of fieldsOf(bytes)) {
    if (!(value instanceof Uint8Array)) continue;
    if (id === NODE.input) inputs.push(text(value));
    else if (id === NODE.output) outputs.push(text(value));
    else if (id === NODE.opType) operation = text(value);
  }
  return { operation, inputs, outputs };
}

function readGraph(bytes: Uint8Array): Model {
  const initializers: Initializer[] = [];
  const nodes: Node[] = [];
  for (const { id, value } of fieldsOf(bytes)) {
    if (!(value instanceof Uint8Array)) continue;
    if (id === GRAPH.initializer) initializers.push(readTensor(value));
    else if (id === GRAPH.node) nodes.push(readNode(value));
    if (initializers.length > LIMITS.arrays || nodes.length > NODES) {
      throw new ModelError("it has too many parts");
    }
  }
  return { initializers, nodes };
}

/** Reads a model's bytes; throws ModelError, or the library's errors for bytes that end inside a field. */
export function readModel(bytes: Uint8Array): Model {
  const graphs: Uint8Array[] = [];
  for (const { id, value } of fieldsOf(bytes)) {
    if (id === MODEL.graph && value instanceof Uint8Array) graphs.push(value);
  }
  const [graph] = graphs;
  if (graph === undefined || graphs.length > 1) {
    throw new ModelError("it is not an ONNX model: it has not one graph");
  }
  return readGraph(graph);
}
