/** The backend's own process, started and spoken to as the extension does, from a bundle of the sources as they are. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildSync } from "esbuild";
import { IDLE_VARIABLE } from "../../src/backend/evaluate/models";
import { BackendProcess as Process } from "../../src/extension/backend/process";
import type { BackendApi, BackendMethod } from "../../src/protocol/backend";
import type { CallParams } from "../../src/protocol/wire";

/** Inside the project, so that its packages are found. */
const FOLDER = resolve("out/bench");

/** Bundles the backend as a release is bundled; gives the file. */
export function bundleBackend(): string {
  buildSync({
    entryPoints: {
      backend: "src/backend/main.ts",
      trainingWorker: "src/backend/engine/worker/trainingWorker.ts",
    },
    outdir: FOLDER,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["sharp", "onnxruntime-node", "@tensorflow/*"],
    logLevel: "warning",
  });
  return resolve(FOLDER, "backend.js");
}

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => {
    console.error(message);
  },
  error: (message: string) => {
    console.error(message);
  },
};

export class BackendProcess {
  private constructor(private readonly life: Process) {}

  /** Models that nobody uses are dropped after so many seconds. */
  static start(file: string, { idleSeconds }: { readonly idleSeconds: number }): BackendProcess {
    return new BackendProcess(Process.start(file, log, { [IDLE_VARIABLE]: String(idleSeconds) }));
  }

  async call<Method extends BackendMethod>(
    method: Method,
    request: Parameters<BackendApi[Method]>[0],
  ): Promise<unknown> {
    const params: CallParams<unknown> = { request };
    return await this.life.connection.sendRequest(method, params);
  }

  /** Resident memory in MB; of Linux. */
  memory(): number {
    const status = readFileSync(`/proc/${this.life.pid}/status`, "utf8");
    return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / 1e6;
  }

  async stop(): Promise<void> {
    await this.life.stop();
  }
}
