/** What each engine is worth on this machine: whether it works, on what, how fast, and what to do when not. */
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import type { EngineReport } from "../../protocol/backend";
import { toErrorData } from "../../protocol/errors";
import type { EngineId } from "../../protocol/training";
import type { Engine } from "./engine";
import { cudaDevices, softwareAdapterReason } from "./devices";
import { onnxEngine } from "./onnx/providers";
import { tensorFlowEngine } from "./tensorflow/engine";
import { INSTALL_SENTENCE, loadTensorFlow } from "./tensorflow/library";
import { answers, cudaLibrary } from "./onnx/probe";

/** An engine as it was found: usable or not, and whether `auto` may take it. */
export interface Found {
  readonly id: EngineId;
  /** Opens it; absent when it does not work here. */
  readonly open?: () => Promise<Engine>;
  /** Whether `auto` may take it: what works may still be slower than the processor. */
  readonly isCandidate: boolean;
  /** Why it is as it is, and what to do. */
  readonly reason: string;
  /** Bytes of the device's memory, where the system says. */
  readonly memory?: number;
}

function absent(id: EngineId, reason: string): Found {
  return { id, isCandidate: false, reason };
}

function findTensorFlow(): Found {
  const id = "tensorflow";
  try {
    const library = loadTensorFlow();
    if (library === undefined) {
      return absent(id, `It is not installed. To use it, ${INSTALL_SENTENCE}`);
    }
    const open = () => Promise.resolve(tensorFlowEngine(library));
    if (!library.onGpu) {
      const reason =
        "It works, but on the processor, where Pupil's own engine is faster: it found no CUDA device.";
      return { id, open, isCandidate: false, reason, memory: totalmem() };
    }
    const memory = cudaDevices()[0]?.memory;
    const reason = "It works, on a CUDA device.";
    return { id, open, isCandidate: true, reason, ...(memory !== undefined && { memory }) };
  } catch (error) {
    return absent(id, toErrorData(error).message);
  }
}

async function findWebGpu(): Promise<Found> {
  const id = "webgpu";
  const software = softwareAdapterReason();
  const isForced = process.env["VK_ICD_FILENAMES"] !== undefined;
  if (software !== undefined && !isForced) return absent(id, software);
  const failure = await answers(id);
  if (failure !== undefined) return absent(id, `No GPU answers: ${failure}`);
  const open = () => onnxEngine(id);
  if (software !== undefined) return { id, open, isCandidate: false, reason: software };
  const memory = cudaDevices()[0]?.memory;
  const reason = "A GPU answers.";
  return { id, open, isCandidate: true, reason, ...(memory !== undefined && { memory }) };
}

async function findCuda(): Promise<Found> {
  const id = "cuda";
  const [device] = cudaDevices();
  if (device === undefined) return absent(id, "No NVIDIA driver answers (nvidia-smi).");
  if (!existsSync(cudaLibrary())) {
    return absent(
      id,
      "ONNX Runtime's CUDA libraries are not installed: in Pupil's folder," +
        " `npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12` fetches them.",
    );
  }
  const failure = await answers(id);
  if (failure !== undefined) return absent(id, `CUDA does not work: ${failure}`);
  return {
    id,
    open: () => onnxEngine(id),
    isCandidate: true,
    reason: "It works.",
    memory: device.memory,
  };
}

async function findCpu(): Promise<Found> {
  const id = "cpu";
  const failure = await answers(id);
  if (failure !== undefined) return absent(id, failure);
  const reason = "It is built in and works on every machine.";
  return { id, open: () => onnxEngine(id), isCandidate: true, reason, memory: totalmem() };
}

/** One engine, looked for. */
export async function findEngine(id: EngineId): Promise<Found> {
  switch (id) {
    case "tensorflow":
      return findTensorFlow();
    case "webgpu":
      return await findWebGpu();
    case "cuda":
      return await findCuda();
    case "cpu":
      return await findCpu();
  }
}

/** The report of what was found; `chosen` says whether `auto` takes it. */
export async function reportOf(found: Found, chosen: boolean): Promise<EngineReport> {
  const { id, open, reason, memory } = found;
  const device = open === undefined ? "" : (await open()).device;
  const known = memory !== undefined && { memory };
  return { id, available: open !== undefined, chosen, device, reason, ...known };
}
