/** What the training thread and its mates, the threads that compute with it, say to one another. */
import type { ErrorData } from "../../../protocol/errors";
import type { NetworkName } from "../../../protocol/network";
import type { TrainingOptions } from "../engine";
import type { CrewMemory } from "./crew";
import type { Floats } from "./memory";

/** What a mate starts with; its first reply says that it is ready. */
export interface MateStart {
  readonly kind: "mate";
  readonly rank: number;
  readonly network: NetworkName;
  readonly options: Pick<
    TrainingOptions,
    "imageSize" | "classes" | "statistics" | "frozenStatistics" | "seed"
  >;
  readonly crew: CrewMemory;
  /** Threads that its products of matrices have. */
  readonly threads: number;
  /** All arrays of the backbone. */
  readonly arrays: ReadonlyMap<string, Float32Array<ArrayBuffer>>;
  /** The arrays that change, whose weights are in `weights` before each step, one after the other. */
  readonly learned: readonly string[];
  readonly weights: SharedArrayBuffer;
  /** Those whose gradients it leaves in `gradients`, one after the other. */
  readonly summed: readonly string[];
  readonly gradients: SharedArrayBuffer;
}

export interface MateStep {
  readonly pixels: Uint8Array;
  readonly count: number;
  /** Pictures of the whole batch. */
  readonly pictures: number;
  readonly step: number;
  /** Room for its features, and then for their gradient. */
  readonly features: SharedArrayBuffer;
}

/** "end" ends the thread. */
export type MateCall = MateStep | "end";

/** After its start and after each step: undefined, or what failed. */
export interface MateReply {
  readonly failure: ErrorData | undefined;
}

/** Visits arrays with the room that each has in shared memory, where they lie one after the other. */
export function eachShared(
  shared: SharedArrayBuffer,
  names: readonly string[],
  arrayOf: (name: string) => Floats,
  visit: (room: Float32Array, array: Floats, name: string) => void,
): void {
  const rooms = new Float32Array(shared);
  let at = 0;
  for (const name of names) {
    const array = arrayOf(name);
    visit(rooms.subarray(at, at + array.length), array, name);
    at += array.length;
  }
}
