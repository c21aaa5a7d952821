/**
 * Training in a thread of its own. Both runtimes block the thread that calls them, for seconds where
 * a step takes seconds; the backend's own thread must stay free to answer, to cancel and to
 * make the next batch ready.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { UserError } from "../../../protocol/errors";
import type { EngineId } from "../../../protocol/training";
import type { Network } from "../../nn/network";
import type {
  Batch,
  Inputs,
  StepResult,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../engine";
import { openTraining } from "../openTraining";
import type { WorkerCall, WorkerReply, WorkerStart } from "./messages";

/** What is to be trained, and on what. */
export interface TrainingStart {
  readonly engine: EngineId;
  readonly network: Network;
  readonly options: TrainingOptions;
}

/** The worker's bundle, beside the one that this code is in; undefined when run from sources. */
export function workerFile(): string | undefined {
  const file = join(__dirname, "trainingWorker.js");
  return existsSync(file) ? file : undefined;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

class RemoteTrainingSession implements TrainingSession {
  private readonly pending: Pending[] = []; // calls are answered in order
  private ended: UserError | undefined;
  private unanswered = 0;
  private whenIdle: (() => void) | undefined;

  constructor(private readonly worker: Worker) {
    worker.on("message", (reply: WorkerReply) => {
      this.unanswered--;
      if (this.unanswered === 0) this.whenIdle?.();
      const call = this.pending.shift();
      if ("ok" in reply) call?.resolve(reply.ok);
      else call?.reject(new UserError(reply.error.code, reply.error.message));
    });
    worker.on("error", (error) => {
      this.fail(`The training thread failed: ${error.message}`);
    });
    worker.on("exit", () => {
      this.fail("The training thread ended unexpectedly.");
      this.unanswered = 0;
      this.whenIdle?.();
    });
  }

  /** Waits until the worker has compiled the network. */
  async ready(): Promise<void> {
    await new Promise<unknown>((resolve, reject) => {
      this.expect({ resolve, reject });
    });
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    return (await this.call({ method: "step", batch, learningRate })) as StepResult;
  }

  async infer(inputs: Inputs, count: number): Promise<Float32Array> {
    return (await this.call({ method: "infer", inputs, count })) as Float32Array;
  }

  async state(): Promise<TrainingState> {
    return (await this.call({ method: "state" })) as TrainingState;
  }

  /** Rejects what is under way, and waits for it: a thread that is ended inside a runtime takes the process with it. */
  async dispose(): Promise<void> {
    this.fail("The training session has ended.");
    if (this.unanswered > 0) {
      await new Promise<void>((resolve) => {
        this.whenIdle = resolve;
      });
    }
    await this.worker.terminate();
  }

  private call(call: WorkerCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) {
        reject(this.ended);
        return;
      }
      this.expect({ resolve, reject });
      this.worker.postMessage(call);
    });
  }

  private expect(reply: Pending): void {
    this.pending.push(reply);
    this.unanswered++;
  }

  private fail(message: string): void {
    this.ended ??= new UserError("engine-failed", message);
    for (const { reject } of this.pending.splice(0)) reject(this.ended);
  }
}

/** A training session behind the given worker. */
export async function remoteTrainingSession(
  file: string,
  start: TrainingStart,
): Promise<TrainingSession> {
  const workerData: WorkerStart = { ...start, network: start.network.name };
  const session = new RemoteTrainingSession(new Worker(file, { workerData }));
  try {
    await session.ready();
  } catch (error) {
    await session.dispose();
    throw error;
  }
  return session;
}

/** Training in a thread of its own; in this one where there is no bundle of the worker. */
export async function openTrainingAside(start: TrainingStart): Promise<TrainingSession> {
  const file = workerFile();
  if (file !== undefined) return await remoteTrainingSession(file, start);
  return await openTraining(start.engine, start.network, start.options);
}
