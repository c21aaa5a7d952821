/** What each engine is worth on this machine: whether it works, on what, and what to do when not. */
import { existsSync } from "node:fs";
import type { EngineDownload, EngineReport } from "../../protocol/backend";
import { toErrorData } from "../../protocol/errors";
import type { EngineId } from "../../protocol/training";
import { packageVersion } from "../util/versions";
import { cudaDownload } from "./cuda/package";
import { cudaDevice, gpu, processor, softwareAdapterReason } from "./devices";
import type { Engine } from "./engine";
import { type Device, nvidia } from "./nvidia";
import { answers, cudaLibrary } from "./onnx/probe";
import { onnxEngine } from "./onnx/providers";
import { tensorFlowEngine } from "./tensorflow/engine";
import { INSTALL_SENTENCE, installedTensorFlow, loadTensorFlow } from "./tensorflow/library";

/** An engine as it was found: usable or not, and whether `auto` may take it. */
export interface Found {
  readonly id: EngineId;
  /** Opens it; absent when it does not work here. */
  readonly open?: () => Promise<Engine>;
  /** Whether `auto` may take it: what works may still be slower than the processor. */
  readonly isCandidate: boolean;
  /** Why it is as it is, and what to do. */
  readonly reason: string;
  /** On what it computes or would; absent where nothing of the kind is known. */
  readonly device?: Device;
  /** Of its runtime, where there is one. */
  readonly version?: string;
  readonly download?: EngineDownload;
}

async function findTensorFlow(): Promise<Found> {
  const id = "tensorflow";
  try {
    const library = loadTensorFlow();
    if (library === undefined) {
      return {
        id,
        isCandidate: false,
        reason: `It is not installed. To use it, ${INSTALL_SENTENCE}`,
      };
    }
    const open = () => tensorFlowEngine(library);
    const version = `TensorFlow ${library.version}, ${installedTensorFlow() ?? library.packageName}`;
    const found = { id, open, version } as const;
    if (!library.onGpu) {
      const reason =
        "It works, but on the processor, where Pupil's own engine is faster: it found no CUDA device.";
      return { ...found, isCandidate: false, reason, device: processor() };
    }
    const device = (await cudaDevice()) ?? { name: "GPU" };
    return { ...found, isCandidate: true, reason: "It works, on a CUDA device.", device };
  } catch (error) {
    const version = installedTensorFlow();
    const reason = toErrorData(error).message;
    return { id, isCandidate: false, reason, ...(version !== undefined && { version }) };
  }
}

const onnxRuntime = () => `ONNX Runtime ${packageVersion("onnxruntime-node")}`;

async function findWebGpu(): Promise<Found> {
  const id = "webgpu";
  const version = onnxRuntime();
  const software = softwareAdapterReason();
  const isForced = process.env["VK_ICD_FILENAMES"] !== undefined;
  if (software !== undefined && !isForced) {
    return { id, isCandidate: false, reason: software, version };
  }
  const device = software === undefined ? await gpu() : { name: "software adapter" };
  const found = { id, device, version } as const;
  const failure = await answers(id);
  if (failure !== undefined) {
    return { ...found, isCandidate: false, reason: `No GPU answers: ${failure}` };
  }
  const open = () => onnxEngine(id);
  if (software !== undefined) return { ...found, open, isCandidate: false, reason: software };
  return { ...found, open, isCandidate: true, reason: "A GPU answers." };
}

async function findCuda(): Promise<Found> {
  const id = "cuda";
  const version = onnxRuntime();
  const device = await cudaDevice();
  if (device === undefined) {
    const { problem = "There is no NVIDIA device." } = await nvidia();
    return { id, isCandidate: false, reason: problem, version };
  }
  const found = { id, device, version } as const;
  if (!existsSync(cudaLibrary())) {
    const download = cudaDownload();
    const reason =
      download === undefined
        ? "ONNX Runtime's package offers CUDA on Linux x64 only; WebGPU can use this GPU."
        : "ONNX Runtime's CUDA libraries are not installed: `pupil doctor --install-cuda` fetches them," +
          " or Pupil: Install CUDA Libraries in the editor.";
    return { ...found, isCandidate: false, reason, ...(download && { download }) };
  }
  const failure = await answers(id);
  if (failure !== undefined) {
    const reason = `CUDA does not work: ${failure} It needs CUDA 12 and cuDNN 9 beside the driver.`;
    return { ...found, isCandidate: false, reason };
  }
  return { ...found, open: () => onnxEngine(id), isCandidate: true, reason: "It works." };
}

async function findCpu(): Promise<Found> {
  const found = { id: "cpu", device: processor(), version: onnxRuntime() } as const;
  const failure = await answers("cpu");
  if (failure !== undefined) return { ...found, isCandidate: false, reason: failure };
  const reason = "It is built in and works on every machine.";
  return { ...found, open: () => onnxEngine("cpu"), isCandidate: true, reason };
}

/** One engine, looked for. */
export async function findEngine(id: EngineId): Promise<Found> {
  switch (id) {
    case "tensorflow":
      return await findTensorFlow();
    case "webgpu":
      return await findWebGpu();
    case "cuda":
      return await findCuda();
    case "cpu":
      return await findCpu();
  }
}

/** False without an NVIDIA device: nothing of TensorFlow's hundreds of megabytes is loaded to see that. */
export async function isWorthLooking(id: EngineId): Promise<boolean> {
  const needsCuda = id === "tensorflow" || id === "cuda";
  return !needsCuda || (await cudaDevice()) !== undefined;
}

/** The report of what was found, with what is known beside it. */
export function reportOf(
  { id, open, reason, device, version, download }: Found,
  known: Pick<EngineReport, "chosen" | "imagesPerSecond"> & {
    readonly remark?: string | undefined;
  },
): EngineReport {
  const { remark, ...rest } = known;
  const memory = device?.memory;
  const versions = [version, device?.driver && `driver ${device.driver}`].filter(Boolean);
  return {
    id,
    available: open !== undefined,
    device: device?.name ?? "",
    reason: [reason, remark].filter(Boolean).join(" "),
    ...rest,
    ...(versions.length > 0 && { version: versions.join(", ") }),
    ...(memory !== undefined && { memory }),
    ...(download && { download }),
  };
}
