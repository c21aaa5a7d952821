/** The one door to ONNX Runtime, loaded at first use. */
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import { UserError } from "../../../protocol/errors";
import { coreCount } from "../../util/concurrency";

export type RuntimeTensor = Tensor;
export type RuntimeSession = InferenceSession;
export type Feeds = Record<string, Tensor>;

export interface Runtime {
  readonly provider: Provider;
  readonly version: string;
  readonly Tensor: TensorConstructor;
  /** Compiles a model; "engine-failed" when the runtime refuses it. */
  create(model: Uint8Array, options?: SessionChoice): Promise<InferenceSession>;
}

export interface SessionChoice {
  /** Names of nodes that run on the processor though the provider would take them. */
  readonly onProcessor?: readonly string[];
  /** Default: as many as there are cores. */
  readonly threads?: number;
  /** Whether threads without work wait for it in a loop, which is quicker where nothing else computes; default true. */
  readonly spins?: boolean;
}

/** Only errors are logged: warnings speak of the graph, not to a person. */
const LOG_ERRORS = 3;

/** Where ONNX Runtime computes; what a provider has no kernel for runs on the processor. */
export type Provider = "cpu" | "webgpu" | "cuda";

const loaded = new Map<Provider, Promise<Runtime>>();

/** A failure of the runtime as a sentence; running out of memory is told apart. */
export function engineError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (/bad_alloc|failed to allocate|allocation failed|out of memory/i.test(reason)) {
    const message = "There is not enough memory for this: choose a smaller batch or image size.";
    return new UserError("out-of-memory", message, { cause: error });
  }
  return new UserError("engine-failed", `ONNX Runtime failed: ${reason}`, { cause: error });
}

function providersOf(
  provider: Provider,
  onProcessor: readonly string[],
): InferenceSession.ExecutionProviderConfig[] {
  switch (provider) {
    case "cpu":
      return ["cpu"];
    case "cuda":
      return ["cuda", "cpu"];
    case "webgpu":
      if (onProcessor.length === 0) return ["webgpu", "cpu"]; // it takes no empty list
      return [{ name: "webgpu", forceCpuNodeNames: onProcessor }, "cpu"];
  }
}

async function load(provider: Provider): Promise<Runtime> {
  const { InferenceSession, Tensor, env } = await import("onnxruntime-node");
  return {
    provider,
    version: env.versions.node ?? env.versions.common,
    Tensor,
    async create(model, options = {}) {
      try {
        return await InferenceSession.create(model, {
          executionProviders: providersOf(provider, options.onProcessor ?? []),
          intraOpNumThreads: options.threads ?? coreCount(),
          // A plan of all memory for each new batch size is a second block of it beside the first.
          enableMemPattern: false,
          logSeverityLevel: LOG_ERRORS,
          ...(options.spins === false && {
            extra: { session: { intra_op: { allow_spinning: "0" } } },
          }),
        });
      } catch (error) {
        throw engineError(error);
      }
    },
  };
}

/** ONNX Runtime with that provider; "engine-failed" with the reason when its library does not load. */
export function runtime(provider: Provider = "cpu"): Promise<Runtime> {
  const known = loaded.get(provider);
  if (known !== undefined) return known;
  const loading = load(provider).catch((error: unknown) => {
    loaded.delete(provider);
    throw engineError(error);
  });
  loaded.set(provider, loading);
  return loading;
}

/** What the binding says of an output that is no tensor. */
const CANNOT_BE_GIVEN = /^Non tensor type is temporarily not supported/;

/**
 * Runs a graph whose outputs all have their memory, and whose first output is an empty sequence.
 *
 * The binding for Node copies every output into a new array before it returns, also those that were
 * given their memory and are complete; a training step's are hundreds of megabytes. It gives up at the
 * first that it cannot give to JavaScript, a sequence, when all is computed: that saves the copies. Were
 * the binding to learn sequences, this would be slower and just as right.
 */
export async function runInPlace(
  session: RuntimeSession,
  io: {
    readonly feeds: Feeds;
    readonly nothing: string;
    readonly outputs: Feeds;
  },
): Promise<void> {
  try {
    await session.run(io.feeds, { [io.nothing]: null, ...io.outputs });
  } catch (error) {
    if (!(error instanceof Error && CANNOT_BE_GIVEN.test(error.message))) throw error;
  }
}
