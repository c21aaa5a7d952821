/** A network being trained in ONNX Runtime, in this thread. */
import { initialise } from "../../nn/initialise";
import type { Network } from "../../nn/network";
import { elementCount, parameters, type ParameterSpec } from "../../nn/parameters";
import { trace } from "../../nn/trace";
import { Random } from "../../util/random";
import { checkedWeight } from "../checkWeights";
import type {
  Batch,
  Inputs,
  StepResult,
  TrainingOptions,
  TrainingSession,
  TrainingState,
  WeightArray,
} from "../engine";
import { adamScalars } from "./adam";
import { inferenceGraph } from "./inferenceGraph";
import { logitsOf } from "./inferenceSession";
import { PIXELS } from "./input";
import {
  engineError,
  type Feeds,
  type Runtime,
  type RuntimeSession,
  type RuntimeTensor,
} from "./runtime";
import {
  type ArrayKind,
  COUNT,
  EPSILON,
  LOGITS,
  LOSS,
  type MaskInput,
  STEP_SIZE,
  TARGET,
  type TrainingGraph,
  trainingGraph,
} from "./trainingGraph";

/** Inference with the weights of the moment goes through so many pictures at once: enough to be quick, little memory. */
const INFER_PICTURES = 32;

/** The arrays that steps change in place, by name. */
type Arrays = Readonly<Record<ArrayKind, ReadonlyMap<string, Float32Array<ArrayBuffer>>>>;

function arraysOf(specs: readonly ParameterSpec[], options: TrainingOptions): Arrays {
  const { state, seed } = options;
  const fresh: Readonly<Record<ArrayKind, (spec: ParameterSpec) => Float32Array<ArrayBuffer>>> = {
    weights: (spec) => initialise(spec, seed),
    firstMoments: ({ shape }) => new Float32Array(elementCount(shape)),
    secondMoments: ({ shape }) => new Float32Array(elementCount(shape)),
  };
  const all = (kind: ArrayKind, wanted: readonly ParameterSpec[]) =>
    new Map(
      wanted.map((spec) => [
        spec.name,
        state === undefined
          ? fresh[kind](spec)
          : Float32Array.from(checkedWeight(state[kind], spec)),
      ]),
    );
  const trainable = specs.filter((spec) => spec.trainable);
  return {
    weights: all("weights", specs),
    firstMoments: all("firstMoments", trainable),
    secondMoments: all("secondMoments", trainable),
  };
}

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
      readonly inferenceModel: () => Uint8Array;
    },
    private readonly arrays: Arrays,
    private readonly options: TrainingOptions,
  ) {
    this.stepsDone = options.state?.step ?? 0;
    this.bindArrays();
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { graph, session } = this.compiled;
    const { Tensor } = this.runtime;
    const { imageSize: size, classes, seed } = this.options;
    const { count } = batch;
    const step = this.stepsDone + 1;
    const { stepSize, epsilon } = adamScalars(step, learningRate);
    const scalar = (value: number) => new Tensor("float32", Float32Array.of(value), []);
    const target = batch.targets ?? oneHot(batch.labels, classes);
    const masks = graph.masks.map((mask): [string, RuntimeTensor] => [
      mask.input,
      new Tensor("float32", dropoutMask(mask, { seed, step, count }), [count, mask.features]),
    ]);
    const feeds: Feeds = {
      ...this.carried,
      ...Object.fromEntries(masks),
      [PIXELS]: new Tensor("uint8", Uint8Array.from(batch.inputs), [count, size, size, 3]),
      [TARGET]: new Tensor("float32", target, [count, classes]),
      [COUNT]: scalar(count),
      [STEP_SIZE]: scalar(stepSize),
      [EPSILON]: scalar(epsilon),
    };
    try {
      const results = await session.run(feeds, { [LOSS]: null, [LOGITS]: null, ...this.outputs });
      this.stepsDone = step;
      const [loss = Number.NaN] = results[LOSS]?.data as Float32Array;
      return { loss, logits: logitsOf(results) };
    } catch (error) {
      throw engineError(error);
    }
  }

  async infer(inputs: Inputs, count: number): Promise<Float32Array> {
    const { runtime } = this;
    const { Tensor } = runtime;
    const { imageSize: size, classes } = this.options;
    this.inference ??= runtime.create(this.compiled.inferenceModel());
    const session = await this.inference;
    const logits = new Float32Array(count * classes);
    for (let at = 0; at < count; at += INFER_PICTURES) {
      const pictures = Math.min(INFER_PICTURES, count - at);
      const bytes = Uint8Array.from(inputs).subarray(
        at * size * size * 3,
        (at + pictures) * size * size * 3,
      );
      const feeds: Feeds = { [PIXELS]: new Tensor("uint8", bytes, [pictures, size, size, 3]) };
      for (const { name, shape } of this.compiled.specs) {
        const data = this.arrays.weights.get(name) ?? new Float32Array();
        feeds[name] = new Tensor("float32", data, shape);
      }
      try {
        logits.set(logitsOf(await session.run(feeds)), at * classes);
      } catch (error) {
        throw engineError(error);
      }
    }
    return logits;
  }

  state(): Promise<TrainingState> {
    const shapes = new Map(this.compiled.specs.map(({ name, shape }) => [name, shape]));
    const copy = (kind: ArrayKind): Map<string, WeightArray> =>
      new Map(
        [...this.arrays[kind]].map(([name, data]) => [
          name,
          { shape: shapes.get(name) ?? [], data: data.slice() },
        ]),
      );
    return Promise.resolve({
      step: this.stepsDone,
      weights: copy("weights"),
      firstMoments: copy("firstMoments"),
      secondMoments: copy("secondMoments"),
    });
  }

  async dispose(): Promise<void> {
    await this.compiled.session.release();
    await (await this.inference)?.release();
  }

  /** Gives each array as an input and, in the same memory, as an output: nothing is copied between steps. */
  private bindArrays(): void {
    for (const { kind, name, input, output, dims } of this.compiled.graph.bindings) {
      const data = this.arrays[kind].get(name) ?? new Float32Array();
      const tensor = new this.runtime.Tensor("float32", data, dims);
      this.carried[input] = tensor;
      if (output !== undefined) this.outputs[output] = tensor;
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
  const arrays = arraysOf(specs, options);
  const graph = trainingGraph(layers, options);
  const inferenceModel = () =>
    inferenceGraph(layers, options, (g, name) => g.inputOnce(name, shapes.get(name) ?? []));
  const session = await runtime.create(graph.model);
  return new OnnxTrainingSession(
    runtime,
    { session, graph, specs, inferenceModel },
    arrays,
    options,
  );
}
