/** A thread that computes its share of each step with the training thread, which leads. */
import type { MessagePort } from "node:worker_threads";
import { toErrorData } from "../../../protocol/errors";
import { findNetwork } from "../../nn/registry";
import { trace } from "../../nn/trace";
import { engineError, runtime } from "../onnx/runtime";
import { Crew, CrewFailure } from "./crew";
import type { Floats } from "./memory";
import {
  eachShared,
  type MateCall,
  type MateReply,
  type MateStart,
  type MateStep,
} from "./messages";
import { findParts } from "./parts";
import { PicturePart } from "./picturePart";
import { Products } from "./products";

class Mate {
  private readonly gradients = new Map<string, Floats>();
  private readonly part: PicturePart;
  private step: MateStep | undefined;

  private constructor(
    private readonly start: MateStart,
    private readonly crew: Crew,
    private readonly products: Products,
  ) {
    const { network, options, learned } = start;
    for (const name of learned) {
      this.gradients.set(name, new Float32Array(this.weight(name).length));
    }
    const parts = findParts(trace(findNetwork(network), options));
    if (parts === undefined) throw new TypeError(`there are no kernels for ${network}`);
    const lowering = {
      products,
      frozenStatistics: options.frozenStatistics === true,
      seed: options.seed,
      weight: (name: string) => this.weight(name),
      gradient: (name: string) => this.gradients.get(name),
      sum: (sums: Float64Array) => crew.sum(sums),
    };
    this.part = new PicturePart(parts, lowering, {
      statistics: options.statistics,
      atFeatures: async (features, gradient) => {
        const shared = new Float32Array(this.running().features, 0, features.length);
        shared.set(features);
        await crew.meet(); // the leader reads them
        if (gradient === undefined) return;
        await crew.meet(); // the leader has written their gradient
        gradient.set(shared);
      },
    });
  }

  static async compile(start: MateStart): Promise<Mate> {
    const products = await Products.compile(await runtime("cpu"), start.threads);
    return new Mate(start, new Crew(start.rank, start.crew), products);
  }

  async run(step: MateStep): Promise<void> {
    const { learned, summed } = this.start;
    this.step = step;
    this.crew.begin();
    eachShared(
      this.start.weights,
      learned,
      (name) => this.weight(name),
      (room, weight) => {
        weight.set(room);
      },
    );
    await this.part.run(step);
    const gradient = (name: string) => this.gradients.get(name) ?? new Float32Array();
    eachShared(this.start.gradients, summed, gradient, (room, array) => {
      room.set(array);
    });
    await this.crew.meet(); // the leader adds them up
  }

  fail(): void {
    this.crew.fail();
  }

  async dispose(): Promise<void> {
    await this.products.dispose();
  }

  private weight(name: string): Floats {
    const data = this.start.arrays.get(name);
    if (data === undefined) throw new TypeError(`the backbone has no array ${name}`);
    return data;
  }

  private running(): MateStep {
    if (this.step === undefined) throw new TypeError("no step runs");
    return this.step;
  }
}

/** What the thread does until it is told to end. */
export async function serveAsMate(port: MessagePort, start: MateStart): Promise<void> {
  const reply = (message: MateReply) => {
    port.postMessage(message);
  };
  const failureOf = (error: unknown) => toErrorData(engineError(error));
  try {
    const mate = await Mate.compile(start);
    port.on("message", (call: MateCall) => {
      if (call === "end") {
        void mate.dispose().finally(() => {
          port.close();
        });
        return;
      }
      mate.run(call).then(
        () => {
          reply({ failure: undefined });
        },
        (error: unknown) => {
          mate.fail();
          reply({ failure: error instanceof CrewFailure ? undefined : failureOf(error) });
        },
      );
    });
    port.on("messageerror", (error: Error) => {
      mate.fail();
      reply({ failure: failureOf(error) });
    });
    reply({ failure: undefined });
  } catch (error) {
    reply({ failure: failureOf(error) });
    port.close();
  }
}
