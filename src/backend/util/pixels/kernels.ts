/** Runs the compiled loops over pixels: lays arrays out in their memory, and takes results out. */
import { MODULE, type PixelKernels } from "./kernelModule";

export type { PixelKernels } from "./kernelModule";

interface Exports extends PixelKernels {
  readonly memory: {
    readonly buffer: ArrayBuffer;
    grow(pages: number): void;
  };
}

const PAGE_BYTES = 65536;

/** Arrays begin at multiples of this, and as much is left free behind each: see the kernels. */
const ALIGNMENT = 16;

/** A memory never shrinks, so one that grew larger is let go; a picture of 5 megapixels fits. */
const KEPT_BYTES = 2 ** 25;

/** Memory of the kernels, handed out from the beginning on; all of it is free again at the end. */
export class Arena {
  private end = 0;

  constructor(private readonly memory: Exports["memory"]) {}

  /** Bytes of the whole memory. */
  get size(): number {
    return this.memory.buffer.byteLength;
  }

  /** The address of so many bytes, of any content. */
  take(length: number): number {
    const at = this.end;
    this.end = Math.ceil((at + length) / ALIGNMENT + 1) * ALIGNMENT;
    const lacking = this.end - this.size;
    if (lacking > 0) this.memory.grow(Math.ceil(lacking / PAGE_BYTES));
    return at;
  }

  /** The address of a copy. */
  put(array: Uint8Array | Int16Array | Int32Array | Uint32Array): number {
    const at = this.take(array.byteLength);
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    new Uint8Array(this.memory.buffer, at).set(bytes);
    return at;
  }

  /** Overwrites what is at an address. */
  write(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer, at).set(bytes);
  }

  /** A copy of what is at an address. */
  read(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer.slice(at, at + length));
  }
}

let compiled: WebAssembly.Module | undefined;
let loaded: Exports | undefined;

function load(): Exports {
  compiled ??= new WebAssembly.Module(Buffer.from(MODULE, "base64"));
  return new WebAssembly.Instance(compiled).exports as unknown as Exports;
}

/** Lets a function use the kernels; what it took from the arena is gone when it returns. */
export function withKernels<T>(use: (kernels: PixelKernels, arena: Arena) => T): T {
  loaded ??= load();
  const { memory } = loaded;
  try {
    return use(loaded, new Arena(memory));
  } finally {
    if (memory.buffer.byteLength > KEPT_BYTES) loaded = undefined;
  }
}
