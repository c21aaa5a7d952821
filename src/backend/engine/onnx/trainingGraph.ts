/** Compiles a network into one graph: forward, loss and backward, to the gradients of all that learns. */
import { parameters, type ParameterSpec } from "../../nn/parameters";
import type { Graph } from "../../nn/trace";
import type { MaskSite } from "../dropoutMask";
import type { CompileOptions } from "../engine";
import { crossEntropy } from "./crossEntropy";
import { differentiate } from "./differentiate";
import { GraphBuilder, type Value } from "./graphBuilder";
import { networkInput } from "./input";
import type { Tape } from "./tape";

/** An output that is an array of the network: a gradient, or a running statistic after the step. */
export interface ArrayOutput {
  /** The parameter or running statistic. */
  readonly name: string;
  readonly kind: "gradient" | "running";
  readonly output: string;
  readonly shape: readonly number[];
}

export interface TrainingGraph {
  readonly model: Uint8Array;
  /** Whether it is for `runInPlace`. */
  readonly inPlace: boolean;
  /** The arrays that are inputs, by their names: all but the constant ones. */
  readonly read: readonly ParameterSpec[];
  /** In the order of the network's arrays. */
  readonly outputs: readonly ArrayOutput[];
  readonly masks: readonly MaskSite[];
  /**
   * Nodes for the processor on every device, which ONNX Runtime's WebGPU provider takes, but fails at:
   * poolings that say where their maxima were, and (with wrong numbers) transposed convolutions in groups.
   */
  readonly onProcessor: readonly string[];
}

/** Number of pictures in the batch, a scalar input. */
export const COUNT = "count";
/** [batch, classes]: the distribution that each picture's prediction is compared with, times its weight. */
export const TARGET = "target";
export const LOSS = "loss";
export const LOGITS = "logits";

export interface TrainingGraphOptions extends CompileOptions {
  readonly inPlace: boolean;
  readonly frozenStatistics?: boolean;
  /** Whether a parameter is learned. */
  readonly learns: (name: string) => boolean;
  /** What an array is for the whole of training; undefined for one that changes. */
  readonly constant: (name: string) => Float32Array | undefined;
}

class TrainingTape implements Tape {
  readonly gradients = new Map<string, Value>();
  readonly running = new Map<string, Value>();
  readonly read = new Set<string>();
  readonly masks: MaskSite[] = [];
  readonly count: Value;
  readonly frozenStatistics: boolean;
  private readonly specs: ReadonlyMap<string, ParameterSpec>;
  private readonly constants = new Set<string>();

  constructor(
    readonly g: GraphBuilder,
    specs: readonly ParameterSpec[],
    private readonly options: TrainingGraphOptions,
  ) {
    this.count = g.input(COUNT, "float32", []);
    this.frozenStatistics = options.frozenStatistics === true;
    this.specs = new Map(specs.map((spec) => [spec.name, spec]));
  }

  weight(name: string): Value {
    const spec = this.specs.get(name);
    if (spec === undefined) throw new TypeError(`the network has no array ${name}`);
    if (this.constants.has(name) || this.read.has(name)) return name;
    const data = this.options.constant(name);
    if (data !== undefined) {
      this.constants.add(name);
      return this.g.weight(name, spec.shape, data);
    }
    this.read.add(name);
    return this.g.input(name, "float32", spec.shape);
  }

  dropoutMask(features: number, rate: number): Value {
    const input = `mask${this.masks.length}`;
    this.masks.push({ input, features, rate });
    return this.g.input(input, "float32", ["batch", features]);
  }

  learns(name: string): boolean {
    return this.options.learns(name);
  }

  learn(name: string, gradient: Value): void {
    if (this.learns(name)) this.gradients.set(name, gradient);
  }

  track(name: string, value: Value): void {
    this.running.set(name, value);
  }
}

/** Makes outputs of the gradients and of the running statistics that the step tracked. */
function expose(
  g: GraphBuilder,
  tape: TrainingTape,
  specs: readonly ParameterSpec[],
): ArrayOutput[] {
  return specs.flatMap(({ name, shape }): ArrayOutput[] => {
    const gradient = tape.gradients.get(name);
    const output = gradient ?? tape.running.get(name);
    if (output === undefined) return []; // only read: a bias before a normalisation has no gradient
    g.expose(output, shape);
    return [{ name, kind: gradient === undefined ? "running" : "gradient", output, shape }];
  });
}

/** Compiles the step. */
export function trainingGraph(graph: Graph, options: TrainingGraphOptions): TrainingGraph {
  const { classes, heads = [classes] } = options;
  const g = new GraphBuilder("trainingStep");
  const specs = parameters(graph);
  const tape = new TrainingTape(g, specs, options);
  const { logits, backward } = differentiate(tape, graph, networkInput(g, graph, options));
  const target = g.input(TARGET, "float32", ["batch", classes]);
  const { loss, gradient } = crossEntropy(g, { logits, target, count: tape.count }, heads);
  backward(gradient);
  g.output(LOSS, loss, []);
  g.output(LOGITS, logits, ["batch", classes]);
  const outputs = expose(g, tape, specs);
  const read = specs.filter(({ name }) => tape.read.has(name));
  const isGrouped = graph.some(
    ({ operation }) => operation.kind === "conv2d" && operation.groups > 1,
  );
  const transposed = isGrouped ? g.nodeNames("ConvTranspose") : [];
  const onProcessor = [...g.nodeNames("MaxPool"), ...transposed];
  const { inPlace } = options;
  const model = inPlace ? g.encodeInPlace() : g.encode();
  return { model, inPlace, read, outputs, masks: tape.masks, onProcessor };
}
