/**
 * A training step on the processor: products of matrices by ONNX Runtime, everything between them by our
 * own kernels, on pictures that lie with their channels last.
 */
import type { Graph } from "../../nn/trace";
import type { StepResult, TrainingOptions } from "../engine";
import type { Runtime } from "../onnx/runtime";
import type { SessionArrays } from "../sessionArrays";
import type { Step, StepInput } from "../step";
import { Products } from "./products";
import { Program } from "./program";
import { findUnits } from "./units";
import { Writer } from "./writer";

/** What WebAssembly can address. */
const MOST_BYTES = 4 * 1024 ** 3;

export class ProcessorStep implements Step {
  private readonly program = new Program();
  private input: StepInput | undefined;
  private result: StepResult | undefined;

  private constructor(
    private readonly products: Products,
    write: (step: {
      readonly program: Program;
      readonly input: () => StepInput;
      readonly finish: (result: StepResult) => void;
    }) => void,
  ) {
    write({
      program: this.program,
      input: () => {
        if (this.input === undefined) throw new TypeError("no step runs");
        return this.input;
      },
      finish: (result) => {
        this.result = result;
      },
    });
  }

  /** Gives undefined for a network that there are no kernels for. */
  static async compile(
    runtime: Runtime,
    graph: Graph,
    values: { readonly arrays: SessionArrays; readonly options: TrainingOptions },
  ): Promise<ProcessorStep | undefined> {
    const units = findUnits(graph);
    if (units === undefined) return undefined;
    const { arrays, options } = values;
    const products = await Products.compile(runtime);
    return new ProcessorStep(products, ({ program, input, finish }) => {
      const lowering = {
        program,
        products,
        input,
        frozenStatistics: options.frozenStatistics === true,
        weight: (name: string) => arrays.weight(name),
        gradient: (name: string) => arrays.gradient(name),
      };
      new Writer(lowering, options).write(graph, units, finish);
    });
  }

  /** Whether a batch of so many pictures has room in what the kernels can address. */
  fits(count: number): boolean {
    return this.program.bytes(count) <= MOST_BYTES;
  }

  async run(input: StepInput): Promise<StepResult> {
    const memory = this.program.memoryOf(input.count);
    this.input = input;
    await this.program.run(memory);
    if (this.result === undefined) throw new TypeError("the program has no loss");
    return this.result;
  }

  async dispose(): Promise<void> {
    await this.products.dispose();
  }
}
