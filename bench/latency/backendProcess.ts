/** The backend's own process, started and spoken to as the extension does, from a bundle of the sources as they are. */
import { readFileSync } from "node:fs";
import { IDLE_VARIABLE } from "../../src/backend/evaluate/models";
import { BackendProcess as Process } from "../../src/extension/backend/process";
import type { BackendApi, BackendMethod } from "../../src/protocol/backend";
import type { CallParams } from "../../src/protocol/wire";
import { bundle } from "../bundle";

/** The backend as a release has it; gives the file. */
export function bundleBackend(): string {
  return bundle("backend", "src/backend/main.ts");
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
