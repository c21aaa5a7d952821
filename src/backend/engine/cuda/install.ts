/** Runs ONNX Runtime's own installer of its CUDA libraries, so that a person sees how far it is and can stop it. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { EngineDownload } from "../../../protocol/backend";
import { UserError } from "../../../protocol/errors";
import { type TaskContext, throwIfCancelled } from "../../util/context";
import { ProgressMeter } from "../../util/progress";
import type { CudaInstaller } from "./package";

/** How patient to be; tests are less so. */
export interface Patience {
  /** Without a line or a byte for so long the installer counts as stuck: it has no limit of its own. */
  readonly idleMs: number;
  /** How often its files are looked at. */
  readonly lookMs: number;
}

const PATIENT: Patience = { idleMs: 120_000, lookMs: 500 };

const FAILED = "ONNX Runtime's CUDA libraries were not installed";

/** Bytes of all files in the folder, at any depth. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []); // it may just be removed
  const sizes = names.map(async (name) => {
    const file = await stat(join(folder, name)).catch(() => undefined);
    return file?.isFile() === true ? file.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What tells one state of a file from another; undefined when it is not there. */
async function stampOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && `${found.ino}-${found.mtimeMs}-${found.size}`;
}

/** The variables for the installer: its own folder for what it fetches, and no wish but this one. */
function environmentFor(temporary: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/onnxruntime_node/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    ELECTRON_RUN_AS_NODE: "1",
    ONNXRUNTIME_NODE_INSTALL: "cuda12",
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
  };
}

const FORBIDDEN = new Set(["EACCES", "EPERM", "EROFS"]);
const FULL = new Set(["ENOSPC", "EDQUOT"]);
const UNREACHED = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ETIMEDOUT",
]);

/** The installer's complaint, which Node prints when a script ends by an error, as a sentence. */
function failureOf(complaint: string, { host }: EngineDownload, folder: string): UserError {
  const code = /\b(E[A-Z_]{4,})\b/.exec(complaint)?.[1] ?? "";
  const options = { cause: complaint };
  if (FORBIDDEN.has(code)) {
    return new UserError("no-permission", `There is no permission to write to ${folder}.`, options);
  }
  if (FULL.has(code)) return new UserError("disk-full", `The disk is full: ${FAILED}.`, options);
  const detail = UNREACHED.has(code)
    ? `${host} does not answer (${code}). Check the network, then try again.`
    : (/^\w*Error\b[^:]*: (.+)$/m.exec(complaint)?.[1] ?? "its installer failed");
  return new UserError("download-failed", `${FAILED}: ${detail.replace(/\.?$/, ".")}`, options);
}

/** The length of what is fetched, as its server says; undefined when it does not. */
async function lengthAt(url: string, signal: AbortSignal): Promise<number | undefined> {
  const answer = await fetch(url, { method: "HEAD", signal }).catch(() => undefined);
  const length = Number(answer?.headers.get("content-length"));
  return answer?.ok === true && length > 0 ? length : undefined;
}

class Installation {
  private complaint = "";
  private lastSign = performance.now();
  private bytes = 0;
  private meter: ProgressMeter | undefined;

  constructor(
    private readonly download: EngineDownload,
    private readonly temporary: string,
    private readonly patience: Patience,
    private readonly context: TaskContext,
  ) {}

  /** Runs the script to its end; rejects when it fails, gets stuck, or is stopped. */
  async run({ script, files }: CudaInstaller): Promise<void> {
    const { signal } = this.context;
    const child = spawn(process.execPath, [script], {
      env: environmentFor(this.temporary),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const stop = () => child.kill("SIGKILL");
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    this.read(child.stdout, child.stderr);
    const looking = setInterval(() => {
      void this.look();
      if (this.isStuck) stop();
    }, this.patience.lookMs);
    try {
      const code = await ended;
      throwIfCancelled(signal);
      if (code !== 0 && this.isStuck) {
        throw new UserError("download-failed", `${FAILED}: ${this.download.host} is silent.`);
      }
      const folder = dirname(files[0] ?? script);
      if (code !== 0) throw failureOf(this.complaint, this.download, folder);
      const missing = files.find((file) => !existsSync(file));
      if (missing === undefined) return;
      throw new UserError("download-failed", `${FAILED}: the installer left out ${missing}.`);
    } finally {
      clearInterval(looking);
      signal.removeEventListener("abort", stop);
    }
  }

  private get isStuck(): boolean {
    return performance.now() - this.lastSign > this.patience.idleMs;
  }

  private read(stdout: Readable, stderr: Readable): void {
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaint += text;
    });
    createInterface(stdout).on("line", (line) => {
      this.lastSign = performance.now();
      const url = /^Downloading (\S+)/.exec(line)?.[1];
      if (url !== undefined) void this.measure(url);
    });
  }

  private async measure(url: string): Promise<void> {
    const total = (await lengthAt(url, this.context.signal)) ?? this.download.bytes;
    this.meter = new ProgressMeter("download", total, "bytes", this.context.progress);
    this.meter.tick(this.bytes);
  }

  private async look(): Promise<void> {
    const bytes = await bytesIn(this.temporary);
    const more = bytes - this.bytes;
    if (more === 0) return;
    this.lastSign = performance.now();
    this.bytes = bytes;
    if (more > 0) this.meter?.tick(more, this.download.what);
  }
}

/**
 * Installs the libraries; a failure or a stop leaves no file of them that was not there whole before,
 * and nothing of what was fetched.
 */
export async function installCudaLibraries(
  installer: CudaInstaller,
  {
    download,
    patience = PATIENT,
  }: { readonly download: EngineDownload; readonly patience?: Patience },
  context: TaskContext,
): Promise<void> {
  const { files } = installer;
  const before = await Promise.all(files.map(stampOf));
  const temporary = await mkdtemp(join(tmpdir(), "pupil-cuda-"));
  try {
    await new Installation(download, temporary, patience, context).run(installer);
  } catch (error) {
    for (const [index, file] of files.entries()) {
      // half a library would be worse than none
      if ((await stampOf(file)) !== before[index]) await rm(file, { force: true });
    }
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
