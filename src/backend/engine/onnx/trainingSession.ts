/** A network being trained in ONNX Runtime, in this thread. */
import type { Network } from "../../nn/network";
import { parameters, type ParameterSpec } from "../../nn/parameters";
import { trace } from "../../nn/trace";
import { Random } from "../../util/random";
import type {
  Batch,
  Inputs,
  StepResult,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../engine";
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
import {
  COUNT,
  LOGITS,
  LOSS,
  type MaskInput,
  TARGET,
  type TrainingGraph,
  trainingGraph,
} from "./trainingGraph";

/** [count, features] of 0 and 1 / (1 - rate), a function of seed, step and layer alone. */
export function dropoutMask(
  mask: MaskInput,
  values: { readonly seed: number; readonly step: number; readonly count: number },
): Float32Array {
  const random = Random.of(values.seed, "dropout", mask.input, values.step);
  const keep = 1 / (1 - mask.rate);
  const result = new Float32Array(values.count * mask.features);
  for (let i = 0; i < result.length; i++) result[i] = random.uniform() < mask.rate ? 0 : keep;
  return result;
}

/** [count, classes] of 0 and 1. */
function oneHot(labels: Int32Array, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) rows[i * classes + label] = 1;
  return rows;
}

class OnnxTrainingSession implements TrainingSession {
  private stepsDone: number;
  private inference: Promise<RuntimeSession> | undefined;
  private readonly carried: Feeds = {};
  private readonly outputs: Feeds = {};

  constructor(
    private readonly runtime: Runtime,
    private readonly compiled: {
      readonly session: RuntimeSession;
      readonly graph: TrainingGraph;
      readonly specs: readonly ParameterSpec[];
      readonly layout: InputLayout;
      readonly inferenceModel: () => Uint8Array;
    },
    private readonly arrays: SessionArrays,
    private readonly options: TrainingOptions,
  ) {
    this.stepsDone = options.state?.step ?? 0;
    this.bindArrays();
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { graph, session } = this.compiled;
    const { Tensor } = this.runtime;
    const { classes, seed } = this.options;
    const { inputs, count } = batch;
    const step = this.stepsDone + 1;
    const target = batch.targets ?? oneHot(batch.labels, classes);
    const masks = graph.masks.map((mask): [string, RuntimeTensor] => [
      mask.input,
      new Tensor("float32", dropoutMask(mask, { seed, step, count }), [count, mask.features]),
    ]);
    const feeds: Feeds = {
      ...this.carried,
      ...Object.fromEntries(masks),
      [INPUTS]: inputTensor(this.runtime, this.compiled.layout, { inputs, first: 0, count }),
      [TARGET]: new Tensor("float32", target, [count, classes]),
      [COUNT]: new Tensor("float32", Float32Array.of(count), []),
    };
    try {
      const results = await session.run(feeds, { [LOSS]: null, [LOGITS]: null, ...this.outputs });
      this.arrays.update(step, learningRate);
      this.stepsDone = step;
      const [loss = Number.NaN] = results[LOSS]?.data as Float32Array;
      // copied, since ONNX Runtime's own memory may be used again
      return { loss, logits: Float32Array.from(results[LOGITS]?.data as Float32Array) };
    } catch (error) {
      throw engineError(error);
    }
  }

  async infer(inputs: Inputs, count: number): Promise<Float32Array> {
    const { runtime } = this;
    const { layout, specs, inferenceModel } = this.compiled;
    this.inference ??= runtime.create(inferenceModel());
    const session = await this.inference;
    const arrays = Object.fromEntries(
      specs.map(({ name, shape }): [string, RuntimeTensor] => {
        const data = this.arrays.weight(name);
        return [name, new runtime.Tensor("float32", data, shape)];
      }),
    );
    const compiled = { session, layout, outputs: this.options.classes, arrays };
    return await inferAll(runtime, compiled, { inputs, count });
  }

  state(): Promise<TrainingState> {
    return Promise.resolve({ step: this.stepsDone, ...this.arrays.copy() });
  }

  async dispose(): Promise<void> {
    await this.compiled.session.release();
    await (await this.inference)?.release();
  }

  /** Every step reads the arrays and writes gradients and running statistics where they lie: nothing is copied. */
  private bindArrays(): void {
    const { specs, graph } = this.compiled;
    const { Tensor } = this.runtime;
    for (const { name, shape } of specs) {
      this.carried[name] = new Tensor("float32", this.arrays.weight(name), shape);
    }
    for (const { name, kind, output, shape } of graph.outputs) {
      const gradient = this.arrays.adam.arrays.get(name)?.gradient;
      const data = kind === "running" ? this.arrays.weight(name) : gradient;
      if (data !== undefined) this.outputs[output] = new Tensor("float32", data, shape);
    }
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
  const graph = trainingGraph(layers, options);
  const inferenceModel = () =>
    inferenceGraph(layers, options, (g, name) => g.inputOnce(name, shapes.get(name) ?? []));
  const session = await runtime.create(graph.model);
  return new OnnxTrainingSession(
    runtime,
    { session, graph, specs, layout: inputLayout(layers, options), inferenceModel },
    arrays,
    options,
  );
}
