/** A training step as one graph, on whatever device the runtime computes. */
import type { Graph } from "../../nn/trace";
import { dropoutMask } from "../dropoutMask";
import type { StepResult, TrainingOptions } from "../engine";
import type { SessionArrays } from "../sessionArrays";
import type { Step, StepInput } from "../step";
import { NOTHING } from "./graphBuilder";
import { inputLayout, INPUTS, inputTensor, type InputLayout } from "./input";
import {
  type Feeds,
  runInPlace,
  type Runtime,
  type RuntimeSession,
  type RuntimeTensor,
} from "./runtime";
import { COUNT, LOGITS, LOSS, TARGET, type TrainingGraph } from "./trainingGraph";

export class GraphStep implements Step {
  private readonly read: Feeds;
  /** Gradients and running statistics are written where they lie. */
  private readonly written: Feeds;

  private constructor(
    private readonly runtime: Runtime,
    private readonly compiled: {
      readonly graph: TrainingGraph;
      readonly session: RuntimeSession;
      readonly layout: InputLayout;
    },
    arrays: SessionArrays,
    private readonly options: TrainingOptions,
  ) {
    const tensor = (data: Float32Array, shape: readonly number[]) =>
      new runtime.Tensor("float32", data, shape);
    const { read, outputs } = compiled.graph;
    this.read = Object.fromEntries(
      read.map(({ name, shape }) => [name, tensor(arrays.weight(name), shape)]),
    );
    this.written = Object.fromEntries(
      outputs.flatMap(({ name, kind, output, shape }) => {
        const data = kind === "running" ? arrays.weight(name) : arrays.gradient(name);
        return data === undefined ? [] : [[output, tensor(data, shape)]];
      }),
    );
  }

  static async compile(
    runtime: Runtime,
    layers: Graph,
    values: {
      readonly graph: TrainingGraph;
      readonly arrays: SessionArrays;
      readonly options: TrainingOptions;
    },
  ): Promise<GraphStep> {
    const { graph, arrays, options } = values;
    const session = await runtime.create(graph.model, { onProcessor: graph.onProcessor });
    const layout = inputLayout(layers, options);
    return new GraphStep(runtime, { graph, session, layout }, arrays, options);
  }

  async run({ inputs, target, count, step }: StepInput): Promise<StepResult> {
    const { graph, session, layout } = this.compiled;
    const { Tensor } = this.runtime;
    const { classes, seed } = this.options;
    const masks = graph.masks.map((mask): [string, RuntimeTensor] => [
      mask.input,
      new Tensor("float32", dropoutMask(mask, { seed, step, count }), [count, mask.features]),
    ]);
    const feeds: Feeds = {
      ...this.read,
      ...Object.fromEntries(masks),
      [INPUTS]: inputTensor(this.runtime, layout, { inputs, first: 0, count }),
      [TARGET]: new Tensor("float32", target, [count, classes]),
      [COUNT]: new Tensor("float32", Float32Array.of(count), []),
    };
    const [loss, logits] = [new Float32Array(1), new Float32Array(count * classes)];
    const outputs: Feeds = {
      ...this.written,
      [LOSS]: new Tensor("float32", loss, []),
      [LOGITS]: new Tensor("float32", logits, [count, classes]),
    };
    if (graph.inPlace) await runInPlace(session, { feeds, nothing: NOTHING, outputs });
    else await session.run(feeds, outputs);
    return { loss: loss[0] ?? Number.NaN, logits };
  }

  async dispose(): Promise<void> {
    await this.compiled.session.release();
  }
}
