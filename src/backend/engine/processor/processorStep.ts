/**
 * A training step on the processor: products of matrices by ONNX Runtime, everything between them by our
 * own kernels, on pictures that lie with their channels last. Threads share the pictures of the backbone;
 * the head, which is nearly all weights, is computed for all pictures at once by the one that leads.
 */
import type { NetworkName } from "../../../protocol/network";
import { elementCount } from "../../nn/parameters";
import type { Graph } from "../../nn/trace";
import { coreCount } from "../../util/concurrency";
import type { StepResult, TrainingOptions } from "../engine";
import type { Runtime } from "../onnx/runtime";
import type { SessionArrays } from "../sessionArrays";
import type { Step, StepInput } from "../step";
import { Crew } from "./crew";
import { HeadPart } from "./headPart";
import { Mates, threadsEach } from "./mates";
import type { Floats } from "./memory";
import { backboneArrays, convolutionWeights, findParts, type Parts } from "./parts";
import { PicturePart, type Share } from "./picturePart";
import { Products } from "./products";
import { SharedFeatures } from "./sharedFeatures";

/** Fewer pictures than these a thread are not worth another thread. */
const LEAST_PICTURES = 2;

/** Where to find threads that help. */
export interface Help {
  /** The bundle of the training thread. */
  readonly file: string;
  readonly network: NetworkName;
}

interface Compiled {
  readonly arrays: SessionArrays;
  readonly options: TrainingOptions;
  readonly mates: Mates | undefined;
  readonly products: Products;
  readonly headProducts: Products;
}

/** How many of `count` pictures each of `threads` gets. */
function sharesOf(count: number, threads: number): number[] {
  const each = Math.floor(count / threads);
  return Array.from({ length: threads }, (_, rank) => each + (rank < count % threads ? 1 : 0));
}

export class ProcessorStep implements Step {
  private readonly crew: Crew;
  private readonly pictures: PicturePart;
  private readonly head: HeadPart;
  private readonly features: SharedFeatures;
  private input: StepInput | undefined;
  private result: StepResult | undefined;

  private constructor(
    parts: Parts,
    private readonly compiled: Compiled,
  ) {
    const { arrays, options, mates, products, headProducts } = compiled;
    this.crew = new Crew(0, mates?.memory ?? Crew.memory(1));
    this.features = new SharedFeatures(elementCount(parts.features.shape));
    const shared = {
      frozenStatistics: options.frozenStatistics === true,
      seed: options.seed,
      weight: (name: string) => arrays.weight(name),
      gradient: (name: string) => arrays.gradient(name),
      sum: (sums: Float64Array) => this.crew.sum(sums),
    };
    const { statistics } = options;
    this.pictures = new PicturePart(
      parts,
      { ...shared, products },
      {
        statistics,
        atFeatures: (features, gradient) => this.atFeatures(features, gradient),
      },
    );
    const lowering = { ...shared, products: headProducts };
    this.head = new HeadPart(parts, lowering, options);
  }

  /** Gives undefined for a network that there are no kernels for; alone where there is no help. */
  static async compile(
    runtime: Runtime,
    graph: Graph,
    values: {
      readonly arrays: SessionArrays;
      readonly options: TrainingOptions;
      readonly help: Help | undefined;
    },
  ): Promise<ProcessorStep | undefined> {
    const parts = findParts(graph);
    if (parts === undefined) return undefined;
    const { arrays, options, help } = values;
    const headProducts = await Products.compile(runtime, coreCount());
    if (help === undefined || coreCount() === 1) {
      const products = headProducts;
      return new ProcessorStep(parts, {
        arrays,
        options,
        mates: undefined,
        products,
        headProducts,
      });
    }
    const names = backboneArrays(parts);
    const { imageSize, classes, statistics, seed, frozenStatistics = false } = options;
    const mates = await Mates.create(help.file, {
      network: help.network,
      options: { imageSize, classes, statistics, seed, frozenStatistics },
      arrays,
      names,
      learned: names.filter((name) => arrays.learns(name)),
      summed: convolutionWeights(parts).filter((name) => arrays.learns(name)),
    });
    try {
      const products = await Products.compile(runtime, threadsEach());
      return new ProcessorStep(parts, { arrays, options, mates, products, headProducts });
    } catch (error) {
      await mates.dispose();
      throw error;
    }
  }

  /** Whether a batch of so many pictures has room in what the kernels can address. */
  fits(count: number): boolean {
    const [most = count] = sharesOf(count, this.threadsFor(count));
    return this.pictures.fits(most) && this.head.fits(count);
  }

  async run(input: StepInput): Promise<StepResult> {
    const { mates } = this.compiled;
    const shares = sharesOf(input.count, this.threadsFor(input.count));
    const helping = shares.length - 1;
    this.input = input;
    this.result = undefined;
    this.crew.lead(shares.length);
    const [own, ...others] = this.share(input, shares);
    if (own === undefined) throw new TypeError("a batch has no pictures");
    this.features.prepare(shares);
    mates?.begin(others.map((share, index) => ({ ...share, features: this.features.room(index) })));
    const failing = mates?.failure(helping);
    const failed = await this.lead(own);
    const failure = await failing;
    if (failure !== undefined) throw failure;
    if (failed !== undefined) throw failed;
    mates?.addGradients(helping);
    return this.finished();
  }

  async dispose(): Promise<void> {
    const { mates, products, headProducts } = this.compiled;
    await mates?.dispose();
    await products.dispose();
    if (headProducts !== products) await headProducts.dispose();
  }

  /** Computes its own share; gives what failed, if anything did. */
  private async lead(share: Share): Promise<Error | undefined> {
    try {
      await this.pictures.run(share);
      await this.crew.meet(); // all gradients are there
      return undefined;
    } catch (error) {
      this.crew.fail();
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private finished(): StepResult {
    if (this.result === undefined) throw new TypeError("the step has no result");
    return this.result;
  }

  private threadsFor(count: number): number {
    const most = this.compiled.mates?.size ?? 1;
    return Math.max(1, Math.min(most, Math.floor(count / LEAST_PICTURES)));
  }

  /** Cuts a batch into what each thread gets. */
  private share({ inputs, count, step }: StepInput, shares: readonly number[]): Share[] {
    if (!(inputs instanceof Uint8Array)) throw new TypeError("the network reads pictures");
    const bytes = inputs.length / count;
    let at = 0;
    return shares.map((own) => {
      const pixels = inputs.subarray(at * bytes, (at + own) * bytes);
      at += own;
      return { pixels, count: own, pictures: count, step };
    });
  }

  /** Runs the head on the features of all threads, and hands each their gradient. */
  private async atFeatures(own: Floats, gradient: Floats | undefined): Promise<void> {
    const { input, features } = this;
    if (input === undefined) throw new TypeError("no step runs");
    await this.crew.meet(); // the mates' features are there
    this.result = await this.head.run(
      input,
      (all) => {
        features.gather(own, all);
      },
      (all) => {
        features.spread(all, gradient);
      },
    );
    if (gradient !== undefined) await this.crew.meet(); // the mates' gradients are there
  }
}
