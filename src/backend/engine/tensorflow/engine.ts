/** TensorFlow as an engine, where a person installed it. */
import type { Engine } from "../engine";
import { cudaDevice, processorName } from "../devices";
import { openTrainingAside } from "../worker/remoteSession";
import { inferenceSession } from "./inferenceSession";
import type { Library } from "./library";

/** For people: on what it computes, by which package. */
async function tensorFlowDevice({ onGpu, version, packageName }: Library): Promise<string> {
  const device = onGpu ? ((await cudaDevice())?.name ?? "GPU") : processorName();
  return `${device} (TensorFlow ${version}, ${packageName})`;
}

/** The engine on that library. */
export async function tensorFlowEngine(library: Library): Promise<Engine> {
  return {
    id: "tensorflow",
    device: await tensorFlowDevice(library),
    train: (network, options) => openTrainingAside({ engine: "tensorflow", network, options }),
    infer: (network, weights, options) =>
      Promise.resolve(inferenceSession(library.tf, network, { weights, options })),
  };
}
