/** One life of the backend's process: forked, greeted, spoken to over IPC, and waited for when it ends. */
import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { Owner } from "../dispose";

/** Where the process's output and the connection's complaints go: a part of LogOutputChannel. */
export interface Log {
  readonly debug: (message: string) => void;
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
}

/** How a process ended: by its own exit code, or by a signal, or because it could not be started. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error?: Error;
}

const STOP_TIMEOUT_MS = 3000;
/** What a host's debugger or options must not pass on to the child. */
const NOT_INHERITED = new Set(["NODE_OPTIONS", "VSCODE_INSPECTOR_OPTIONS"]);

/**
 * How the GNU C library keeps memory: large blocks go back to the system as soon as they are freed.
 * Left to itself it learns from them not to, and a process that had a ResNet-50 loaded keeps 290 MB
 * for ever; so it keeps 120. It costs some milliseconds of the system's time a picture, of 170.
 */
const MEMORY = { MALLOC_MMAP_THRESHOLD_: "262144", MALLOC_TRIM_THRESHOLD_: "262144" };

export class BackendProcess extends Owner {
  readonly connection: MessageConnection;
  readonly exited: Promise<Exit>;
  private ended = false;

  private constructor(
    private readonly child: ChildProcess,
    log: Log,
  ) {
    super();
    this.connection = createMessageConnection(
      new IPCMessageReader(child),
      new IPCMessageWriter(child),
      { ...log, log: log.debug },
    );
    this.exited = new Promise((resolve) => {
      const end = (exit: Exit): void => {
        this.ended = true;
        resolve(exit);
        this.dispose(); // its connection rejects all that still waits for an answer
      };
      child.once("exit", (code, signal) => {
        end({ code, signal });
      });
      child.once("error", (error) => {
        end({ code: null, signal: null, error });
      });
    });
    this.own(this.connection);
    if (child.stdout) createInterface(child.stdout).on("line", log.info);
    if (child.stderr) createInterface(child.stderr).on("line", log.warn);
    this.connection.listen();
  }

  /** Forks the bundle at `path` with plain Node, whatever runs this. */
  static start(
    path: string,
    log: Log,
    environment: Readonly<Record<string, string>> = {},
  ): BackendProcess {
    const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.has(name));
    const env = {
      ...MEMORY,
      ...Object.fromEntries(inherited),
      ...environment,
      ELECTRON_RUN_AS_NODE: "1",
    };
    const child = fork(path, [], { execArgv: [], silent: true, env });
    return new BackendProcess(child, log);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Closes the channel, which asks the process to finish; kills it when it does not within three seconds. */
  async stop(): Promise<void> {
    if (this.ended) return;
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }
}
