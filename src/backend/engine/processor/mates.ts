/** The training thread's side of the threads that compute with it. */
import { Worker } from "node:worker_threads";
import { UserError } from "../../../protocol/errors";
import { coreCount } from "../../util/concurrency";
import type { SessionArrays } from "../sessionArrays";
import { Crew, type CrewMemory } from "./crew";
import { eachShared, type MateReply, type MateStart, type MateStep } from "./messages";

/** More threads share the work of ONNX Runtime's own better than each their pictures. */
const MOST_THREADS = 4;

/** Threads that compute a step together, with the one that leads. */
function crewSize(): number {
  return Math.min(coreCount(), MOST_THREADS);
}

function endedBy(reason: string): string {
  return `A thread that computes with the training thread failed: ${reason}.`;
}

class Mate {
  private replied: ((reply: MateReply) => void)[] = [];
  private ended = false;

  /** `onEnd` is called when the thread ends. */
  constructor(
    private readonly worker: Worker,
    onEnd: () => void,
  ) {
    const end = (reason: string) => {
      this.ended = true;
      onEnd();
      const failure = { code: "engine-failed", message: endedBy(reason) } as const;
      for (const resolve of this.replied.splice(0)) resolve({ failure });
    };
    worker.on("message", (reply: MateReply) => {
      worker.unref(); // a program may end without having disposed of its session
      this.replied.shift()?.(reply);
    });
    worker.on("error", ({ message }) => {
      end(message);
    });
    worker.on("exit", () => {
      end("it ended unexpectedly");
    });
  }

  /** Its next reply; throws UserError "engine-failed" when the thread has ended. */
  async reply(): Promise<MateReply> {
    this.check();
    this.worker.ref();
    return await new Promise((resolve) => {
      this.replied.push(resolve);
    });
  }

  /** Throws UserError "engine-failed" when the thread has ended. */
  check(): void {
    if (this.ended) throw new UserError("engine-failed", endedBy("it has ended"));
  }

  begin(step: MateStep): void {
    const pixels = step.pixels.slice(); // alone: a view would be sent with all of the batch
    this.worker.postMessage({ ...step, pixels }, [pixels.buffer]);
  }

  async end(): Promise<void> {
    if (this.ended) return;
    const ending = this.reply(); // that it ended, as it was told to
    this.worker.postMessage("end");
    await ending;
  }
}

/** What the leader and its mates agree on. */
export interface MatesStart extends Pick<MateStart, "network" | "options" | "learned" | "summed"> {
  /** All arrays of the backbone. */
  readonly names: readonly string[];
  readonly arrays: SessionArrays;
}

export class Mates {
  private constructor(
    private readonly mates: readonly Mate[],
    readonly memory: CrewMemory,
    private readonly start: MatesStart,
    private readonly shared: {
      readonly weights: SharedArrayBuffer;
      readonly gradients: readonly SharedArrayBuffer[];
    },
  ) {}

  /** Threads with the one that leads. */
  get size(): number {
    return this.mates.length + 1;
  }

  /** Starts them; `file` is the bundle of the training thread, which is theirs, too. */
  static async create(file: string, start: MatesStart): Promise<Mates> {
    const { arrays, learned, summed, names, network, options } = start;
    const size = crewSize();
    const bytesOf = (of: readonly string[]) =>
      4 * of.reduce((sum, name) => sum + arrays.weight(name).length, 0);
    const weights = new SharedArrayBuffer(bytesOf(learned));
    const memory = Crew.memory(size);
    const leader = new Crew(0, memory);
    const ranks = Array.from({ length: size - 1 }, (_, index) => index + 1);
    const gradients = ranks.map(() => new SharedArrayBuffer(bytesOf(summed)));
    // sliced: a view would be sent with all of the memory that it is a view of
    const values = new Map(names.map((name) => [name, arrays.weight(name).slice()]));
    const mates = ranks.map((rank, index) => {
      const workerData: MateStart = {
        kind: "mate",
        rank,
        network,
        options,
        crew: memory,
        threads: threadsEach(),
        arrays: values,
        learned,
        weights,
        summed,
        gradients: gradients[index] ?? new SharedArrayBuffer(0),
      };
      return new Mate(new Worker(file, { workerData }), () => {
        leader.fail();
      });
    });
    const crew = new Mates(mates, memory, start, { weights, gradients });
    const failure = await crew.failure();
    if (failure === undefined) return crew;
    await crew.dispose();
    throw failure;
  }

  /** Hands over the weights as they are now, and each mate's pictures. */
  begin(steps: readonly MateStep[]): void {
    const { arrays, learned } = this.start;
    const weightOf = (name: string) => arrays.weight(name);
    eachShared(this.shared.weights, learned, weightOf, (room, weight) => {
      room.set(weight);
    });
    const helping = this.mates.slice(0, steps.length);
    for (const mate of helping) mate.check();
    for (const [index, step] of steps.entries()) helping[index]?.begin(step);
  }

  /** Adds the gradients of the first so many mates to the leader's own. */
  addGradients(count: number): void {
    const { arrays, summed } = this.start;
    for (const gradients of this.shared.gradients.slice(0, count)) {
      const weightOf = (name: string) => arrays.weight(name); // of the same length
      eachShared(gradients, summed, weightOf, (room, _, name) => {
        arrays.addToGradient(name, room);
      });
    }
  }

  /** Waits for a reply of each of the first so many mates; gives what failed in one of them, if anything did. */
  async failure(count = this.mates.length): Promise<UserError | undefined> {
    const replies = await Promise.all(this.mates.slice(0, count).map((mate) => mate.reply()));
    const failed = replies.find(({ failure }) => failure !== undefined)?.failure;
    return failed && new UserError(failed.code, failed.message);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.mates.map((mate) => mate.end()));
  }
}

/** Threads of each one's products of matrices. */
export function threadsEach(): number {
  return Math.max(1, Math.floor(coreCount() / crewSize()));
}
