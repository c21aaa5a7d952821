/** What Node has of WebAssembly, as far as it is used here; TypeScript knows it only of browsers. */
declare namespace WebAssembly {
  class Memory {
    /** Sizes in pages of 64 KiB; throws RangeError when there is not so much. */
    constructor(descriptor: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }
  type Module = object;
  const Module: new (code: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
