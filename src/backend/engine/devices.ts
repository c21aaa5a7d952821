/** What computes in this machine, by name, as far as the system tells. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus, platform } from "node:os";
import { join } from "node:path";
import { coreCount } from "../util/concurrency";

export interface Device {
  readonly name: string;
  /** Bytes of its own memory. */
  readonly memory: number;
}

const MEBIBYTE = 2 ** 20;

/** For people: "CPU: AMD EPYC 9B14, 2 threads". */
export function processorName(): string {
  return `CPU: ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${coreCount()} threads`;
}

let nvidia: readonly Device[] | undefined;

/** NVIDIA's devices as their driver names them; none where it is not installed. */
export function cudaDevices(): readonly Device[] {
  return (nvidia ??= askNvidia());
}

function askNvidia(): readonly Device[] {
  try {
    const query = ["--query-gpu=name,memory.total", "--format=csv,noheader,nounits"];
    const answer = execFileSync("nvidia-smi", query, {
      encoding: "utf8",
      timeout: 10_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return answer
      .trim()
      .split("\n")
      .map((line) => line.split(", "))
      .map(([name = "GPU", memory]) => ({ name, memory: Number(memory) * MEBIBYTE }));
  } catch {
    return []; // no such program: no such driver
  }
}

/** PCI's numbers of the makers of GPUs. */
const MAKERS: Readonly<Record<string, string>> = {
  "0x10de": "NVIDIA",
  "0x1002": "AMD",
  "0x8086": "Intel",
};

/** Makers of the graphics cards that Linux has a driver for. */
function cardMakers(): string[] {
  const folder = "/sys/class/drm";
  const cards = existsSync(folder) ? readdirSync(folder) : [];
  return cards
    .filter((name) => /^card\d+$/.test(name))
    .map((name) => join(folder, name, "device", "vendor"))
    .filter((file) => existsSync(file))
    .map((file) => MAKERS[readFileSync(file, "utf8").trim()])
    .filter((maker) => maker !== undefined);
}

/** For people: the GPU that WebGPU would take. */
export function gpuName(): string {
  const [first] = cudaDevices();
  if (first !== undefined) return first.name;
  if (platform() === "darwin") return `Apple GPU, ${cpus()[0]?.model.trim() ?? ""}`;
  const [maker] = cardMakers();
  return maker === undefined ? "GPU" : `${maker} GPU`;
}

/** Vulkan drivers that compute on the processor: Chromium's and Debian's SwiftShader, Mesa's llvmpipe. */
const SOFTWARE_DRIVERS = /swiftshader|lvp|llvmpipe|softpipe/i;

/**
 * Why WebGPU has no GPU to run on here, or undefined when it may have one. Vulkan may well answer
 * without one: by a driver that computes on the processor, slower than the processor's own engine.
 */
export function softwareAdapterReason(
  environment: NodeJS.ProcessEnv = process.env,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  if (platform() !== "linux") return undefined; // Metal and Direct3D come with a GPU's driver
  const chosen = environment["VK_ICD_FILENAMES"] ?? environment["VK_DRIVER_FILES"] ?? "";
  if (SOFTWARE_DRIVERS.test(chosen)) {
    return "The only adapter is a software one, which is slower than the processor's own engine.";
  }
  const nodes = ["/dev/dri/renderD128", "/dev/nvidia0", "/dev/dxg"];
  if (nodes.some(exists)) return undefined;
  return "This machine shows no GPU to programs: none of /dev/dri, /dev/nvidia0 and /dev/dxg is there.";
}
