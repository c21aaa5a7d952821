/** Nodes of a TensorFlow graph as TensorFlow.js keeps them: a GraphDef in JSON. */

/** The value of an attribute; texts are base64, whole numbers decimal texts. */
export type Attribute =
  | { readonly type: "DT_FLOAT" | "DT_INT32" }
  | { readonly s: string }
  | { readonly b: boolean }
  | { readonly list: { readonly i: readonly string[] } }
  | { readonly shape: { readonly dim: readonly { readonly size: string }[] } };

export interface Node {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

/** An array of the graph: a Const node of its name. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A text as an attribute. */
export const words = (text: string): Attribute => ({ s: Buffer.from(text).toString("base64") });

/** Whole numbers as an attribute. */
export const integers = (...values: readonly number[]): Attribute => ({
  list: { i: values.map(String) },
});

/** Sizes as an attribute; -1 is any. */
export const sizes = (shape: readonly number[]): Attribute => ({
  shape: { dim: shape.map((size) => ({ size: String(size) })) },
});

export const FLOAT: Attribute = { type: "DT_FLOAT" };
export const INT32: Attribute = { type: "DT_INT32" };

/** Collects nodes; values are their names. */
export class NodeList {
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  private counter = 0;

  /** Adds a node; without a name it gets one. */
  node(
    op: string,
    input: readonly string[],
    attr: Readonly<Record<string, Attribute>> = {},
    name = `${op}_${this.counter++}`,
  ): string {
    this.nodes.push({ name, op, input, attr });
    return name;
  }

  /** Adds an array of floats under its name. */
  floats(name: string, shape: readonly number[], data: Float32Array): string {
    this.constants.push({ name, shape, data });
    return this.node("Const", [], { dtype: FLOAT }, name);
  }

  /** Adds a list of whole numbers: a shape, axes, places. */
  ints(...values: readonly number[]): string {
    return this.integers([values.length], values);
  }

  /** Adds how much is put before and after each axis. */
  paddings(...pairs: readonly (readonly [before: number, after: number])[]): string {
    return this.integers([pairs.length, 2], pairs.flat());
  }

  private integers(shape: readonly number[], values: readonly number[]): string {
    const name = `integers_${this.counter++}`;
    this.constants.push({ name, shape, data: Int32Array.from(values) });
    return this.node("Const", [], { dtype: INT32 }, name);
  }

  /** Adds a number. */
  scalar(value: number): string {
    return this.floats(`number_${this.counter++}`, [], Float32Array.of(value));
  }
}
