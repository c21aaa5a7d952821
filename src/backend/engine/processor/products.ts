/** Products of matrices, which ONNX Runtime computes: nearly all arithmetic of a step. */
import { GraphBuilder, NOTHING } from "../onnx/graphBuilder";
import { runInPlace, type Runtime, type RuntimeSession } from "../onnx/runtime";

/** So many matrices, one after the other: dims are [matrices, rows, columns]. */
export interface Matrices {
  readonly data: Float32Array<ArrayBuffer>;
  readonly dims: readonly [number, number, number];
}

/** Which side is transposed: a b, a bᵀ or aᵀ b. */
const KINDS = {
  product: [0, 0],
  timesTransposed: [0, 1],
  transposedTimes: [1, 0],
} as const;

type Kind = keyof typeof KINDS;

interface Compiled {
  readonly session: RuntimeSession;
  /** The name of the output. */
  readonly result: string;
}

interface Device {
  readonly runtime: Runtime;
  readonly threads: number;
}

/** One operator on [matrices, rows, columns], whose result is written to memory that is given. */
async function compileOne(
  { runtime, threads }: Device,
  inputs: readonly string[],
  write: (g: GraphBuilder) => string,
): Promise<Compiled> {
  const g = new GraphBuilder("products");
  for (const input of inputs) g.input(input, "float32", [`${input}0`, `${input}1`, `${input}2`]);
  const result = write(g);
  g.expose(result, ["matrices", "rows", "columns"]);
  // Each session has threads of its own: they must not spin while those of another work.
  const session = await runtime.create(g.encodeInPlace(), { threads, spins: false });
  return { session, result };
}

async function compileProduct(device: Device, kind: Kind): Promise<Compiled> {
  const [transA, transB] = KINDS[kind];
  return await compileOne(device, ["a", "b"], (g) =>
    g.node("FusedMatMul", ["a", "b"], { transA, transB }, "com.microsoft"),
  );
}

export class Products {
  private constructor(
    private readonly runtime: Runtime,
    private readonly compiled: Readonly<Record<Kind | "transpose", Compiled>>,
  ) {}

  /** `threads`: that each product is shared among. */
  static async compile(runtime: Runtime, threads: number): Promise<Products> {
    const device = { runtime, threads };
    return new Products(runtime, {
      product: await compileProduct(device, "product"),
      timesTransposed: await compileProduct(device, "timesTransposed"),
      transposedTimes: await compileProduct(device, "transposedTimes"),
      transpose: await compileOne(device, ["a"], (g) => g.transpose("a", 0, 2, 1)),
    });
  }

  /** Writes a b, a bᵀ or aᵀ b, matrix by matrix, to `result`. */
  async multiply(kind: Kind, a: Matrices, b: Matrices, result: Matrices): Promise<void> {
    await this.run(this.compiled[kind], { a, b }, result);
  }

  /** Writes aᵀ, matrix by matrix, to `result`. */
  async transpose(a: Matrices, result: Matrices): Promise<void> {
    await this.run(this.compiled.transpose, { a }, result);
  }

  async dispose(): Promise<void> {
    for (const { session } of Object.values(this.compiled)) await session.release();
  }

  private async run(
    { session, result: name }: Compiled,
    inputs: Readonly<Record<string, Matrices>>,
    result: Matrices,
  ): Promise<void> {
    const tensorOf = ({ data, dims }: Matrices) => {
      const [matrices, rows, columns] = dims;
      const numbers = data.subarray(0, matrices * rows * columns);
      return new this.runtime.Tensor("float32", numbers, dims);
    };
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, matrices]) => [name, tensorOf(matrices)]),
    );
    await runInPlace(session, {
      feeds,
      nothing: NOTHING,
      outputs: { [name]: tensorOf(result) },
    });
  }
}
