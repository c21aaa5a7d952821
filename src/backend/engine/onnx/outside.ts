/** What a training step does between the stages of its graph, as the graph's writer records it. */
import type { GraphBuilder, Value } from "./graphBuilder";
import type { PooledBlock } from "./layers/pooledBlock";
import type { Outside } from "./tape";

/** A block that our own kernels work on, by the names of the graph's values. */
export interface OutsidePool {
  readonly block: PooledBlock;
  /** Outputs of the graph, which the kernels read: z, and the gradient of the result. */
  readonly z: Value;
  gradient?: Value;
  /** Inputs of the graph, which the kernels write: the result, and the gradient of z. */
  readonly result: Value;
  readonly zGradient: Value;
}

/** One call, after the stage of its index. */
export interface OutsideCall {
  readonly pool: OutsidePool;
  readonly direction: "forward" | "backward";
}

/** Records calls, each of which ends a stage. */
export class OutsideCalls implements Outside {
  readonly calls: OutsideCall[] = [];

  constructor(private readonly g: GraphBuilder) {}

  pool(block: PooledBlock, z: Value): ReturnType<Outside["pool"]> {
    const { g } = this;
    const [channels, height, width] = block.output;
    const full = ["batch", channels, height, width];
    const quarter = ["batch", channels, height / 2, width / 2];
    const { name } = block.norm;
    const pool: OutsidePool = { block, z, result: `${name}.result`, zGradient: `${name}.z` };
    g.expose(z, full);
    this.call(pool, "forward");
    g.input(pool.result, "float32", quarter);
    return {
      result: pool.result,
      backward: (gradient) => {
        pool.gradient = gradient;
        g.expose(gradient, quarter);
        this.call(pool, "backward");
        return g.input(pool.zGradient, "float32", full);
      },
    };
  }

  private call(pool: OutsidePool, direction: OutsideCall["direction"]): void {
    this.calls.push({ pool, direction });
    this.g.nextStage();
  }
}
