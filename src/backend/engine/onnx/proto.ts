/** The part of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that we write, and its encoder. */
import protobuf from "protobufjs/light";

/** TensorProto.DataType of the types in use. */
export const DATA_TYPE = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type DataType = keyof typeof DATA_TYPE;

/** AttributeProto.AttributeType of the kinds in use. */
const ATTRIBUTE_TYPE = { f: 1, i: 2, s: 3, ints: 7 } as const;

export interface TensorProto {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}

export interface NodeProto {
  readonly opType: string;
  readonly domain: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

/** A dimension: a number, or a name for one that is known only when the graph runs. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  /** Of a tensor's numbers, or a sequence of float32 tensors. */
  readonly type: DataType | "sequence";
  /** Absent where it is not known. */
  readonly shape?: readonly Dimension[];
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
}

export interface Model {
  readonly graph: Graph;
  /** Version of each operator domain; "" is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  /** Free text by key, kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });

const ROOT = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field("int64", 1),
        producerName: field("string", 2),
        graph: field("GraphProto", 7),
        opsetImport: repeated("OperatorSetIdProto", 8),
        metadataProps: repeated("StringStringEntryProto", 14),
      },
    },
    OperatorSetIdProto: { fields: { domain: field("string", 1), version: field("int64", 2) } },
    StringStringEntryProto: { fields: { key: field("string", 1), value: field("string", 2) } },
    GraphProto: {
      fields: {
        node: repeated("NodeProto", 1),
        name: field("string", 2),
        initializer: repeated("TensorProto", 5),
        input: repeated("ValueInfoProto", 11),
        output: repeated("ValueInfoProto", 12),
      },
    },
    NodeProto: {
      fields: {
        input: repeated("string", 1),
        output: repeated("string", 2),
        name: field("string", 3),
        opType: field("string", 4),
        attribute: repeated("AttributeProto", 5),
        domain: field("string", 7),
      },
    },
    AttributeProto: {
      fields: {
        name: field("string", 1),
        f: field("float", 2),
        i: field("int64", 3),
        s: field("bytes", 4),
        ints: repeated("int64", 8),
        type: field("int32", 20),
      },
    },
    TensorProto: {
      fields: {
        dims: repeated("int64", 1),
        dataType: field("int32", 2),
        name: field("string", 8),
        rawData: field("bytes", 9),
      },
    },
    ValueInfoProto: { fields: { name: field("string", 1), type: field("TypeProto", 2) } },
    TypeProto: {
      fields: {
        tensorType: field("TensorTypeProto", 1),
        sequenceType: field("SequenceTypeProto", 4),
      },
    },
    SequenceTypeProto: { fields: { elemType: field("TypeProto", 1) } },
    TensorTypeProto: {
      fields: { elemType: field("int32", 1), shape: field("TensorShapeProto", 2) },
    },
    TensorShapeProto: { fields: { dim: repeated("DimensionProto", 1) } },
    DimensionProto: {
      oneofs: { value: { oneof: ["dimValue", "dimParam"] } },
      fields: { dimValue: field("int64", 1), dimParam: field("string", 2) },
    },
  },
});

const MODEL = ROOT.lookupType("ModelProto");

/** The one that goes with opset 17, so that no reader of it refuses the file. */
const IR_VERSION = 8;

/** An attribute of a node: a string, whole numbers, or a number (whole ones are ints; wrap others in `float`). */
export type AttributeValue = string | number | readonly number[] | { readonly float: number };

/** Encodes one attribute. */
export function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "string") {
    return { name, type: ATTRIBUTE_TYPE.s, s: new TextEncoder().encode(value) };
  }
  if (typeof value === "number") return { name, type: ATTRIBUTE_TYPE.i, i: value };
  if ("float" in value) return { name, type: ATTRIBUTE_TYPE.f, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
}

/** A tensor's bytes as ONNX wants them: little-endian, as every processor that Node runs on has them. */
export function tensorProto(
  name: string,
  type: DataType,
  dims: readonly number[],
  data: ArrayBufferView,
): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, dataType: DATA_TYPE[type], rawData };
}

function valueInfoProto({ name, type, shape }: ValueInfo): object {
  if (type === "sequence") {
    const elemType = { tensorType: { elemType: DATA_TYPE.float32 } };
    return { name, type: { sequenceType: { elemType } } };
  }
  const dim = shape?.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  const tensorType = { elemType: DATA_TYPE[type], ...(dim && { shape: { dim } }) };
  return { name, type: { tensorType } };
}

function graphProto(graph: Graph): object {
  return {
    name: graph.name,
    node: graph.nodes,
    initializer: graph.initializers,
    input: graph.inputs.map(valueInfoProto),
    output: graph.outputs.map(valueInfoProto),
  };
}

/** The bytes of an .onnx file. */
export function encodeModel(model: Model): Uint8Array {
  return MODEL.encode({
    irVersion: IR_VERSION,
    producerName: "pupil",
    opsetImport: Object.entries(model.opsets).map(([domain, version]) => ({ domain, version })),
    metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: graphProto(model.graph),
  }).finish();
}
