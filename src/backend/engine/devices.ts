/** What computes in this machine, by name, as far as the system tells. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { coreCount } from "../util/concurrency";
import { type Device, nvidia } from "./nvidia";

/** For people: "CPU: AMD EPYC 9B14, 2 threads". */
export function processorName(): string {
  return `CPU: ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${coreCount()} threads`;
}

export function processor(): Device {
  return { name: processorName(), memory: totalmem() };
}

/** All of NVIDIA's devices as one, since an engine takes the first; undefined where there is none. */
export async function cudaDevice(): Promise<Device | undefined> {
  const { devices } = await nvidia();
  const [first] = devices;
  return first && { ...first, name: devices.map(({ name }) => name).join(", ") };
}

/** PCI's numbers of the makers of GPUs. */
const MAKERS: Readonly<Record<string, string>> = {
  "0x10de": "NVIDIA",
  "0x1002": "AMD",
  "0x8086": "Intel",
};

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

/** The graphics cards that Linux has a driver for, by their makers. */
function linuxCards(): Device[] {
  const folder = "/sys/class/drm";
  const cards = existsSync(folder) ? readdirSync(folder) : [];
  return cards
    .filter((name) => /^card\d+$/.test(name))
    .flatMap((card) => {
      const maker = MAKERS[textOf(join(folder, card, "device", "vendor"))];
      if (maker === undefined) return [];
      const memory = Number(textOf(join(folder, card, "device", "mem_info_vram_total"))); // AMD's
      return [{ name: `${maker} GPU`, ...(memory > 0 && { memory }) }];
    });
}

/** The GPU that WebGPU would take, as far as the system tells. */
export async function gpu(): Promise<Device> {
  const { devices } = await nvidia();
  const [first = linuxCards()[0]] = devices;
  if (first !== undefined) return first;
  if (platform() !== "darwin") return { name: "GPU" };
  // its memory is the processor's
  return { name: `Apple GPU, ${cpus()[0]?.model.trim() ?? ""}`, memory: totalmem() };
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
