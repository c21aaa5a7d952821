/** Runs a training graph's stages, and our own kernels between them. */
import { elementCount } from "../../nn/parameters";
import { PooledNorm } from "../kernels/pooledNorm";
import { NOTHING } from "./graphBuilder";
import type { OutsidePool } from "./outside";
import { type Feeds, runInPlace, type Runtime, type RuntimeSession } from "./runtime";
import type { SessionArrays } from "./sessionArrays";
import type { TrainingGraph } from "./trainingGraph";

function pick(values: Feeds, names: readonly string[]): Feeds {
  const entries = names.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function pooledNorm({ block }: OutsidePool, arrays: SessionArrays): PooledNorm {
  const { norm, convolution, output } = block;
  const gradient = (name: string) => arrays.adam.arrays.get(name)?.gradient;
  return new PooledNorm(output, {
    weight: arrays.weight(`${norm.name}.weight`),
    bias: arrays.weight(`${norm.name}.bias`),
    runningMean: arrays.weight(`${norm.name}.running_mean`),
    runningVariance: arrays.weight(`${norm.name}.running_var`),
    convolutionBias: convolution.bias ? arrays.weight(`${convolution.name}.bias`) : undefined,
    weightGradient: gradient(`${norm.name}.weight`),
    biasGradient: gradient(`${norm.name}.bias`),
  });
}

export class StagedStep {
  private readonly norms: ReadonlyMap<OutsidePool, PooledNorm>;
  /** Outputs whose memory is that of the arrays. */
  private readonly bound: Feeds;
  private memory:
    { readonly count: number; readonly pooled: Feeds; readonly outputs: Feeds } | undefined;

  private constructor(
    private readonly runtime: Runtime,
    private readonly graph: TrainingGraph,
    private readonly sessions: readonly RuntimeSession[],
    arrays: SessionArrays,
  ) {
    const pools = new Set(graph.calls.map(({ pool }) => pool));
    this.norms = new Map([...pools].map((pool) => [pool, pooledNorm(pool, arrays)]));
    this.bound = this.boundOutputs(arrays);
  }

  static async compile(
    runtime: Runtime,
    graph: TrainingGraph,
    arrays: SessionArrays,
  ): Promise<StagedStep> {
    const sessions: RuntimeSession[] = [];
    for (const { model } of graph.stages) {
      sessions.push(await runtime.create(model, { onProcessor: graph.onProcessor }));
    }
    return new StagedStep(runtime, graph, sessions, arrays);
  }

  /** Runs everything on a batch of so many pictures; what it gives may be overwritten by the next run. */
  async run(feeds: Feeds, count: number): Promise<Feeds> {
    if (this.memory?.count !== count) this.memory = { count, ...this.memoryFor(count) };
    const { pooled, outputs } = this.memory;
    const values: Feeds = { ...feeds };
    for (const [index, stage] of this.graph.stages.entries()) {
      const session = this.sessions[index];
      if (session === undefined) throw new TypeError(`stage ${index} is not compiled`);
      const read = pick(values, stage.inputs);
      const names = stage.outputs.map(({ name }) => name);
      const given = pick(outputs, names);
      if (stage.inPlace) {
        await runInPlace(session, { feeds: read, nothing: NOTHING, outputs: given });
        Object.assign(values, given);
      } else {
        const found = Object.fromEntries(names.map((name) => [name, null]));
        Object.assign(values, await session.run(read, { ...found, ...given }));
      }
      const call = this.graph.calls[index];
      if (call === undefined) continue;
      const norm = this.norms.get(call.pool);
      if (call.direction === "forward") norm?.forward();
      else norm?.backward();
      Object.assign(values, pooled);
    }
    return values;
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions) await session.release();
  }

  /** Tensors of all outputs that have their memory, and of what the kernels work on. */
  private memoryFor(count: number): { readonly pooled: Feeds; readonly outputs: Feeds } {
    const pooled = this.pooledTensors(count);
    const outputs: Feeds = { ...this.bound, ...pooled };
    for (const stage of this.graph.stages) {
      if (!stage.inPlace) continue;
      for (const { name, shape = [] } of stage.outputs) {
        const dims = shape.map((size) => (typeof size === "number" ? size : count));
        const { Tensor } = this.runtime;
        outputs[name] ??= new Tensor("float32", new Float32Array(elementCount(dims)), dims);
      }
    }
    return { pooled, outputs };
  }

  /** The values that graph and kernels share, in the kernels' memory. */
  private pooledTensors(count: number): Feeds {
    const { Tensor } = this.runtime;
    const tensors: Feeds = {};
    for (const [{ block, z, zGradient, result, gradient }, norm] of this.norms) {
      const [channels, height, width] = block.output;
      const quarter = [count, channels, height / 2, width / 2];
      const arrays = norm.arrays(count);
      tensors[z] = new Tensor("float32", arrays.z, [count, channels, height, width]);
      tensors[zGradient] = tensors[z];
      tensors[result] = new Tensor("float32", arrays.result, quarter);
      if (gradient !== undefined) {
        tensors[gradient] = new Tensor("float32", arrays.gradient, quarter);
      }
    }
    return tensors;
  }

  /** Gradients and running statistics are written where they lie: nothing is copied. */
  private boundOutputs(arrays: SessionArrays): Feeds {
    const bound: Feeds = {};
    for (const { name, kind, output, shape } of this.graph.outputs) {
      const gradient = arrays.adam.arrays.get(name)?.gradient;
      const data = kind === "running" ? arrays.weight(name) : gradient;
      if (data !== undefined) bound[output] = new this.runtime.Tensor("float32", data, shape);
    }
    return bound;
  }
}
