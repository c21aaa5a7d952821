// What the tests of training share: tools around an engine, and expecting a code of error.
import assert from "node:assert/strict";
import type { BackendEvent } from "../../../src/protocol/backend";
import { type ErrorCode, UserError } from "../../../src/protocol/errors";
import type { Engine } from "../../../src/backend/engine/engine";
import type { TrainTools } from "../../../src/backend/train/conduct";
import type { TrainConfig } from "../../../src/protocol/training";

/** Settings that learn drawn shades in a moment. */
export const QUICK = {
  network: "catDogNet",
  target: "class",
  epochs: 3,
  batch: 8,
  learningRate: 0.01,
  imageSize: 32,
} as const satisfies Partial<TrainConfig>;

/** Tools that always choose that engine. */
export function toolsOf(
  engine: Engine,
  emit: (event: BackendEvent, data: unknown) => void = () => undefined,
): TrainTools {
  return { chooseEngine: () => Promise.resolve(engine), emit };
}

/** Waits for a failure with that code; gives its sentence. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserError, `expected ${code}, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error.message;
}
