/** Opens a training session of any engine in the calling thread. */
import type { EngineId } from "../../protocol/training";
import type { Network } from "../nn/network";
import type { TrainingOptions, TrainingSession } from "./engine";
import type { Help } from "./processor/processorStep";

/** `help`: threads that may compute with this one. Throws UserError "engine-failed" or "unknown-engine" when the engine does not work here. */
export async function openTraining(
  engine: EngineId,
  network: Network,
  options: TrainingOptions,
  help?: Help,
): Promise<TrainingSession> {
  if (engine === "tensorflow") {
    const { requireTensorFlow } = await import("./tensorflow/library");
    const { trainingSession } = await import("./tensorflow/trainingSession");
    return trainingSession(requireTensorFlow().tf, network, options);
  }
  const { runtime } = await import("./onnx/runtime");
  const { trainingSession } = await import("./trainingSession");
  return await trainingSession(await runtime(engine), network, options, help);
}
