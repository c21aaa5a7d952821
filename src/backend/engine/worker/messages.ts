/** What the backend's thread and the training thread say to one another. */
import type { ErrorData } from "../../../protocol/errors";
import type { NetworkName } from "../../../protocol/network";
import type { EngineId } from "../../../protocol/training";
import type { Batch, Inputs, TrainingOptions } from "../engine";

/** What the worker starts with; its first reply, null, says that it is ready. */
export interface WorkerStart {
  readonly engine: EngineId;
  readonly network: NetworkName;
  readonly options: TrainingOptions;
}

export type WorkerCall =
  | { readonly method: "step"; readonly batch: Batch; readonly learningRate: number }
  | { readonly method: "infer"; readonly inputs: Inputs; readonly count: number }
  | { readonly method: "state" };

/** One reply a call, in order. */
export type WorkerReply = { readonly ok: unknown } | { readonly error: ErrorData };
