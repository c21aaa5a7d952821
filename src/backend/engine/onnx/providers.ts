/** ONNX Runtime as engines: on the processor, and on GPUs by its WebGPU and CUDA providers. */
import type { Engine } from "../engine";
import { cudaDevice, gpu, processorName } from "../devices";
import { inferenceSession } from "./inferenceSession";
import { type Provider, runtime } from "./runtime";
import { openTrainingAside } from "../worker/remoteSession";

async function deviceOf(provider: Provider): Promise<string> {
  switch (provider) {
    case "cpu":
      return processorName();
    case "webgpu":
      return (await gpu()).name;
    case "cuda":
      return (await cudaDevice())?.name ?? "GPU";
  }
}

/** The engine; throws "engine-failed" when ONNX Runtime's library does not load. */
export async function onnxEngine(id: Provider): Promise<Engine> {
  const loaded = await runtime(id);
  return {
    id,
    device: `${await deviceOf(id)} (ONNX Runtime ${loaded.version})`,
    train: (network, options) => openTrainingAside({ engine: id, network, options }),
    infer: (network, weights, options) => inferenceSession(loaded, network, { weights, options }),
  };
}
