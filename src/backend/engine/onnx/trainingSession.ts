/** A network being trained in ONNX Runtime, in this thread. */
import type { Network } from "../../nn/network";
import { parameters, type ParameterSpec } from "../../nn/parameters";
import { trace } from "../../nn/trace";
import { dropoutMask } from "../dropoutMask";
import type {
  Batch,
  Inputs,
  StepResult,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../engine";
import { oneHot } from "../oneHot";
import { inferenceGraph } from "./inferenceGraph";
import { inferAll } from "./inferenceSession";
import { inputLayout, INPUTS, inputTensor, type InputLayout } from "./input";
import {
  engineError,
  type Feeds,
  type Runtime,
  type RuntimeSession,
  type RuntimeTensor,
} from "./runtime";
import { SessionArrays } from "./sessionArrays";
import { StagedStep } from "./stagedStep";
import { COUNT, LOGITS, LOSS, TARGET, type TrainingGraph, trainingGraph } from "./trainingGraph";

class OnnxTrainingSession implements TrainingSession {
  private stepsDone: number;
  private inference: Promise<RuntimeSession> | undefined;
  private readonly read: Feeds;

  constructor(
    private readonly runtime: Runtime,
    private readonly compiled: {
      readonly staged: StagedStep;
      readonly graph: TrainingGraph;
      readonly layout: InputLayout;
      /** The arrays that change from step to step; all others are inside the graphs. */
      readonly variable: readonly ParameterSpec[];
      readonly inferenceModel: () => Uint8Array;
    },
    private readonly arrays: SessionArrays,
    private readonly options: TrainingOptions,
  ) {
    this.stepsDone = options.state?.step ?? 0;
    this.read = this.tensors(compiled.graph.read);
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { graph, staged } = this.compiled;
    const { Tensor } = this.runtime;
    const { classes, heads = [classes], seed } = this.options;
    const { inputs, count } = batch;
    const step = this.stepsDone + 1;
    const target = batch.targets ?? oneHot(batch.labels, heads);
    const masks = graph.masks.map((mask): [string, RuntimeTensor] => [
      mask.input,
      new Tensor("float32", dropoutMask(mask, { seed, step, count }), [count, mask.features]),
    ]);
    const feeds: Feeds = {
      ...this.read,
      ...Object.fromEntries(masks),
      [INPUTS]: inputTensor(this.runtime, this.compiled.layout, { inputs, first: 0, count }),
      [TARGET]: new Tensor("float32", target, [count, classes]),
      [COUNT]: new Tensor("float32", Float32Array.of(count), []),
    };
    try {
      const results = await staged.run(feeds, count);
      this.arrays.update(step, learningRate);
      this.stepsDone = step;
      const [loss = Number.NaN] = results[LOSS]?.data as Float32Array;
      // copied: the memory is used again
      return { loss, logits: Float32Array.from(results[LOGITS]?.data as Float32Array) };
    } catch (error) {
      throw engineError(error);
    }
  }

  async infer(inputs: Inputs, count: number): Promise<Float32Array> {
    const { runtime } = this;
    const { layout, inferenceModel } = this.compiled;
    this.inference ??= runtime.create(inferenceModel());
    const session = await this.inference;
    const arrays = this.tensors(this.compiled.variable);
    const compiled = { session, layout, outputs: this.options.classes, arrays };
    return await inferAll(runtime, compiled, { inputs, count });
  }

  state(): Promise<TrainingState> {
    return Promise.resolve({ step: this.stepsDone, ...this.arrays.copy() });
  }

  async dispose(): Promise<void> {
    await this.compiled.staged.dispose();
    await (await this.inference)?.release();
  }

  /** Arrays by name, in the memory that steps change. */
  private tensors(specs: readonly ParameterSpec[]): Feeds {
    const tensorOf = ({ name, shape }: ParameterSpec) =>
      new this.runtime.Tensor("float32", this.arrays.weight(name), shape);
    return Object.fromEntries(specs.map((spec) => [spec.name, tensorOf(spec)]));
  }
}

/** Compiles a network's training step and fills its arrays, from the state or from the seed. */
export async function trainingSession(
  runtime: Runtime,
  network: Network,
  options: TrainingOptions,
): Promise<TrainingSession> {
  const layers = trace(network, options);
  const specs = parameters(layers);
  const shapes = new Map(specs.map(({ name, shape }) => [name, shape]));
  const arrays = new SessionArrays(specs, options);
  const learns = (name: string) => arrays.adam.arrays.has(name);
  const variable = specs.filter(({ name, trainable }) =>
    trainable ? learns(name) : options.frozenStatistics !== true,
  );
  // What no step changes is inside the graphs, where ONNX Runtime folds it and lays it out once.
  const names = new Set(variable.map(({ name }) => name));
  const constant = (name: string) => (names.has(name) ? undefined : arrays.weight(name));
  const graph = trainingGraph(layers, {
    ...options,
    learns,
    constant,
    staged: runtime.provider === "cpu",
  });
  const inferenceModel = () =>
    inferenceGraph(layers, options, (g, name) => {
      const shape = shapes.get(name) ?? [];
      const data = constant(name);
      return data === undefined ? g.inputOnce(name, shape) : g.weight(name, shape, data);
    });
  const layout = inputLayout(layers, options);
  const staged = await StagedStep.compile(runtime, graph, arrays);
  const compiled = { staged, graph, layout, variable, inferenceModel };
  return new OnnxTrainingSession(runtime, compiled, arrays, options);
}
