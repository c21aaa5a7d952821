/** ONNX Runtime's CUDA libraries: too large for npm, so its package brings an installer that fetches them. */
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import type { EngineDownload } from "../../../protocol/backend";
import { packageVersion } from "../../util/versions";

/** About the size of what is fetched; the server says it exactly when it is asked. */
const BYTES = 300e6;

/** What the installer fetches here, and from where; undefined where it has nothing for this platform. */
export function cudaDownload(): EngineDownload | undefined {
  if (platform() !== "linux" || arch() !== "x64") return undefined;
  const version = packageVersion("onnxruntime-node");
  return {
    what: `Microsoft.ML.OnnxRuntime.Gpu.Linux ${version}`,
    host: "api.nuget.org",
    bytes: BYTES,
  };
}

/** What is run, and which files come of it. */
export interface CudaInstaller {
  /** Path of the script. */
  readonly script: string;
  /** Absolute paths of the files that it writes. */
  readonly files: readonly string[];
}

const LIBRARIES = ["cuda", "shared", "tensorrt"] as const;

/** The installer of the package that Pupil runs on. */
export function cudaInstaller(): CudaInstaller {
  const root = dirname(createRequire(__filename).resolve("onnxruntime-node/package.json"));
  const folder = join(root, "bin", "napi-v6", platform(), arch());
  return {
    script: join(root, "script", "install.js"),
    files: LIBRARIES.map((name) => join(folder, `libonnxruntime_providers_${name}.so`)),
  };
}
