/** A network being trained with ONNX Runtime, in this thread. */
import type { Network } from "../nn/network";
import { parameters, type ParameterSpec } from "../nn/parameters";
import { type Graph, trace } from "../nn/trace";
import type {
  Batch,
  Inputs,
  StepResult,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "./engine";
import { oneHot } from "./oneHot";
import { GraphStep } from "./onnx/graphStep";
import { inferenceGraph } from "./onnx/inferenceGraph";
import { inferAll } from "./onnx/inferenceSession";
import { inputLayout, type InputLayout } from "./onnx/input";
import { engineError, type Feeds, type Runtime, type RuntimeSession } from "./onnx/runtime";
import { trainingGraph } from "./onnx/trainingGraph";
import { type Help, ProcessorStep } from "./processor/processorStep";
import { SessionArrays } from "./sessionArrays";
import type { Step } from "./step";

interface Compiled {
  /** Absent where kernels of our own do not work: on other devices, and for what there are none for. */
  readonly processor: ProcessorStep | undefined;
  readonly graph: () => Promise<Step>;
  readonly layout: InputLayout;
  /** The arrays that change from step to step; all others are inside the graphs. */
  readonly variable: readonly ParameterSpec[];
  readonly inferenceModel: () => Uint8Array;
}

/** Forgets what could not be made, so that it is tried again. */
function forgetful<T>(making: Promise<T>, forget: () => void): Promise<T> {
  making.catch(forget);
  return making;
}

class OnnxTrainingSession implements TrainingSession {
  private stepsDone: number;
  private inference: Promise<RuntimeSession> | undefined;
  private graph: Promise<Step> | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly compiled: Compiled,
    private readonly arrays: SessionArrays,
    private readonly options: TrainingOptions,
  ) {
    this.stepsDone = options.state?.step ?? 0;
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { classes, heads = [classes] } = this.options;
    const { inputs, count, labels, targets } = batch;
    const step = this.stepsDone + 1;
    try {
      const compiled = await this.stepFor(count);
      const target = targets ?? oneHot(labels, heads);
      const result = await compiled.run({ inputs, target, count, step });
      this.arrays.update(step, learningRate);
      this.stepsDone = step;
      return result;
    } catch (error) {
      throw engineError(error);
    }
  }

  async infer(inputs: Inputs, count: number): Promise<Float32Array> {
    const { runtime } = this;
    const { layout, inferenceModel, variable } = this.compiled;
    const session = await (this.inference ??= forgetful(runtime.create(inferenceModel()), () => {
      this.inference = undefined;
    }));
    const arrays: Feeds = Object.fromEntries(
      variable.map(({ name, shape }) => [
        name,
        new runtime.Tensor("float32", this.arrays.weight(name), shape),
      ]),
    );
    const compiled = { session, layout, outputs: this.options.classes, arrays };
    return await inferAll(runtime, compiled, { inputs, count });
  }

  state(): Promise<TrainingState> {
    return Promise.resolve({ step: this.stepsDone, ...this.arrays.copy() });
  }

  async dispose(): Promise<void> {
    await this.compiled.processor?.dispose();
    await (await this.graph)?.dispose();
    await (await this.inference)?.release();
  }

  /** By the number of pictures alone: on the same machine a resumed run is the same. */
  private async stepFor(count: number): Promise<Step> {
    const { processor, graph } = this.compiled;
    if (processor?.fits(count) === true) return processor;
    return await (this.graph ??= forgetful(graph(), () => {
      this.graph = undefined;
    }));
  }
}

/** What an array is for the whole of training; undefined for one that changes. */
type Constant = (name: string) => Float32Array | undefined;

function graphStep(
  runtime: Runtime,
  layers: Graph,
  values: {
    readonly arrays: SessionArrays;
    readonly options: TrainingOptions;
    readonly constant: Constant;
  },
): Promise<Step> {
  const { arrays, options, constant } = values;
  const learns = (name: string) => arrays.learns(name);
  const inPlace = runtime.provider === "cpu";
  const graph = trainingGraph(layers, { ...options, learns, constant, inPlace });
  return GraphStep.compile(runtime, layers, { graph, arrays, options });
}

/**
 * Compiles a network's training step and fills its arrays, from the state or from the seed. On the
 * processor threads of the `help` compute with this one.
 */
export async function trainingSession(
  runtime: Runtime,
  network: Network,
  options: TrainingOptions,
  help?: Help,
): Promise<TrainingSession> {
  const layers = trace(network, options);
  const specs = parameters(layers);
  const shapes = new Map(specs.map(({ name, shape }) => [name, shape]));
  const arrays = new SessionArrays(specs, options);
  const variable = specs.filter(({ name, trainable }) =>
    trainable ? arrays.learns(name) : options.frozenStatistics !== true,
  );
  // What no step changes is inside the graphs, where ONNX Runtime folds it and lays it out once.
  const names = new Set(variable.map(({ name }) => name));
  const constant: Constant = (name) => (names.has(name) ? undefined : arrays.weight(name));
  const compiled: Compiled = {
    processor:
      runtime.provider === "cpu"
        ? await ProcessorStep.compile(runtime, layers, { arrays, options, help })
        : undefined,
    graph: () => graphStep(runtime, layers, { arrays, options, constant }),
    layout: inputLayout(layers, options),
    variable,
    inferenceModel: () =>
      inferenceGraph(layers, options, (g, name) => {
        const shape = shapes.get(name) ?? [];
        const data = constant(name);
        return data === undefined ? g.inputOnce(name, shape) : g.weight(name, shape, data);
      }),
  };
  return new OnnxTrainingSession(runtime, compiled, arrays, options);
}
