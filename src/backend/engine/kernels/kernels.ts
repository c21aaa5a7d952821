/** The compiled loops of a training step, over a memory that the runtime reads and writes, too. */
import { UserError } from "../../../protocol/errors";
import { MODULE, type TrainingKernels } from "./kernelModule";

export type { TrainingKernels } from "./kernelModule";

const PAGE = 65_536;
const MOST_PAGES = 65_536;

/** Arrays begin at multiples of a cache line, in bytes. */
export const LINE_BYTES = 64;

let compiled: WebAssembly.Module | undefined;

/**
 * A memory of so many bytes, all zero, with the kernels that work in it; "out-of-memory" when there is no
 * such memory. `purpose` ends the sentence "There is not enough memory for 1.2 GB of ...".
 */
export function kernelMemory(
  bytes: number,
  purpose: string,
): { readonly buffer: ArrayBuffer; readonly kernels: TrainingKernels } {
  const pages = Math.ceil(bytes / PAGE);
  try {
    if (pages > MOST_PAGES) throw new RangeError("a WebAssembly memory has 4 GiB at most");
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new WebAssembly.Module(Buffer.from(MODULE, "base64"));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    return { buffer: memory.buffer, kernels: exports as unknown as TrainingKernels };
  } catch (error) {
    const gigabytes = (bytes / 1e9).toFixed(1);
    const message = `There is not enough memory for ${gigabytes} GB of ${purpose}.`;
    throw new UserError("out-of-memory", message, { cause: error });
  }
}
