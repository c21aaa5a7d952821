/** Whether one of ONNX Runtime's providers works here. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { toErrorData } from "../../../protocol/errors";
import { GraphBuilder } from "./graphBuilder";
import { type Provider, runtime } from "./runtime";

/** Path of the library that the CUDA provider is, installed or not. */
export function cudaLibrary(): string {
  const root = dirname(createRequire(__filename).resolve("onnxruntime-node/package.json"));
  const system =
    process.platform === "win32"
      ? "onnxruntime_providers_cuda.dll"
      : "libonnxruntime_providers_cuda.so";
  return join(root, "bin", "napi-v6", process.platform, process.arch, system);
}

/** Adds two numbers with the provider; undefined when it can, else why not. */
export async function answers(provider: Provider): Promise<string | undefined> {
  try {
    const g = new GraphBuilder("probe");
    const x = g.input("x", "float32", [2]);
    g.output("y", g.add(x, x), [2]);
    const loaded = await runtime(provider);
    const session = await loaded.create(g.encode());
    try {
      const { y } = await session.run({
        x: new loaded.Tensor("float32", Float32Array.of(1, 2), [2]),
      });
      return (y?.data as Float32Array)[1] === 4 ? undefined : "it adds wrongly.";
    } finally {
      await session.release();
    }
  } catch (error) {
    // the runtime's own place in its sources says nothing to a person
    return toErrorData(error).message.replace(/^.*?\b(Failed to|failed:|No )/s, "$1");
  }
}
