/** TensorFlow as an engine, where a person installed it. */
import type { Engine } from "../engine";
import { cudaDevices, processorName } from "../devices";
import { openTrainingAside } from "../worker/remoteSession";
import { inferenceSession } from "./inferenceSession";
import type { Library } from "./library";

/** For people: on what it computes, by which package. */
function tensorFlowDevice({ onGpu, version, packageName }: Library): string {
  const device = onGpu ? (cudaDevices()[0]?.name ?? "GPU") : processorName();
  return `${device} (TensorFlow ${version}, ${packageName})`;
}

/** The engine on that library. */
export function tensorFlowEngine(library: Library): Engine {
  return {
    id: "tensorflow",
    device: tensorFlowDevice(library),
    train: (network, options) => openTrainingAside({ engine: "tensorflow", network, options }),
    infer: (network, weights, options) =>
      Promise.resolve(inferenceSession(library.tf, network, { weights, options })),
  };
}
