/** The training thread: one session, one call after another; or a mate of one, which computes with it. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { toErrorData } from "../../../protocol/errors";
import { findNetwork } from "../../nn/registry";
import type { TrainingSession } from "../engine";
import { openTraining } from "../openTraining";
import { serveAsMate } from "../processor/mate";
import type { MateStart } from "../processor/messages";
import type { WorkerCall, WorkerReply, WorkerStart } from "./messages";

function answer(session: TrainingSession, call: WorkerCall): Promise<unknown> {
  switch (call.method) {
    case "step":
      return session.step(call.batch, call.learningRate);
    case "infer":
      return session.infer(call.inputs, call.count);
    case "state":
      return session.state();
  }
}

/** The memory of a result that can be handed over instead of copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (value instanceof Map) return [...value.values()].flatMap(buffersOf);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(buffersOf);
  return [];
}

async function serve(port: MessagePort, start: WorkerStart): Promise<void> {
  const reply = (message: WorkerReply) => {
    port.postMessage(message, buffersOf("ok" in message ? message.ok : undefined));
  };
  const settle = async (work: Promise<unknown>) => {
    try {
      reply({ ok: await work });
    } catch (error) {
      reply({ error: toErrorData(error) });
    }
  };
  const { engine, network, options } = start;
  const help = { file: __filename, network };
  const starting = openTraining(engine, findNetwork(network), options, help);
  await settle(starting.then(() => null));
  const session = await starting.catch(() => undefined); // the reply has said why
  if (session === undefined) return;
  let queue = Promise.resolve();
  port.on("message", (call: WorkerCall) => {
    queue = queue.then(() => settle(answer(session, call)));
  });
}

if (parentPort === null) throw new Error("the training worker was started as a program");
const start = workerData as WorkerStart | MateStart;
if ("kind" in start) void serveAsMate(parentPort, start);
else void serve(parentPort, start);
