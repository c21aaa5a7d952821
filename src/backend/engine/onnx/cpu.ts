/** The engine that is always there: ONNX Runtime on the processor. */
import { cpus } from "node:os";
import type { EngineReport } from "../../../protocol/backend";
import { toErrorData } from "../../../protocol/errors";
import { coreCount } from "../../util/concurrency";
import type { Engine } from "../engine";
import { inferenceSession } from "./inferenceSession";
import { remoteTrainingSession, workerFile } from "./remoteSession";
import { runtime } from "./runtime";
import { trainingSession } from "./trainingSession";

function deviceName(version: string): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `CPU: ${model}, ${coreCount()} threads (ONNX Runtime ${version})`;
}

/** The engine; "engine-failed" when ONNX Runtime's library does not load. */
export async function cpuEngine(): Promise<Engine> {
  const loaded = await runtime();
  const file = workerFile();
  return {
    id: "cpu",
    device: deviceName(loaded.version),
    train: (network, options) =>
      file === undefined
        ? trainingSession(loaded, network, options)
        : remoteTrainingSession(file, network, options),
    infer: (network, weights, options) => inferenceSession(loaded, network, { weights, options }),
  };
}

/** Whether it works here. */
export async function cpuReport(): Promise<EngineReport> {
  try {
    const { version } = await runtime();
    const reason = "It is built in and works on every machine.";
    return { id: "cpu", available: true, chosen: true, device: deviceName(version), reason };
  } catch (error) {
    const reason = toErrorData(error).message;
    return { id: "cpu", available: false, chosen: false, device: "", reason };
  }
}
