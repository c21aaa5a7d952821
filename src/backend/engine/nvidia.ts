/** NVIDIA's devices, as their driver's own program names them; a driver that hangs holds nothing up. */
import { execFile } from "node:child_process";

export interface Device {
  readonly name: string;
  /** Bytes of its own memory, where the system says. */
  readonly memory?: number;
  /** Version of its driver. */
  readonly driver?: string;
}

export interface NvidiaAnswer {
  readonly devices: readonly Device[];
  /** One sentence: why there are none. */
  readonly problem?: string;
}

const MEBIBYTE = 2 ** 20;
const ARGUMENTS = [
  "--query-gpu=name,memory.total,driver_version",
  "--format=csv,noheader,nounits",
] as const;
/** The driver of a GPU that sleeps takes up to three seconds to wake it. */
const LIMIT_MS = 8_000;

/** What the program printed; rejects when it fails, or prints nothing within the limit. */
function outputOf(program: string, limitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, ARGUMENTS, { windowsHide: true }, (error, stdout) => {
      clearTimeout(timer);
      if (error === null) resolve(stdout);
      else reject(new Error(error.message, { cause: error.code }));
    });
    const timer = setTimeout(() => {
      // inside a driver that hangs it cannot even be killed, so nobody waits for its end
      child.kill("SIGKILL");
      child.unref();
      child.stdout?.destroy();
      child.stderr?.destroy();
      reject(new Error(`no answer within ${limitMs / 1000} seconds`));
    }, limitMs);
  });
}

function deviceOf(line: string): Device {
  const [name = "GPU", megabytes, driver = ""] = line.split(", ");
  const memory = Number(megabytes) * MEBIBYTE; // "[N/A]" where the memory is the processor's
  return {
    name,
    ...(Number.isFinite(memory) && { memory }),
    ...(driver !== "" && { driver }),
  };
}

/** Asks the program, once. */
export async function askNvidia(program = "nvidia-smi", limitMs = LIMIT_MS): Promise<NvidiaAnswer> {
  try {
    const lines = (await outputOf(program, limitMs)).split(/\r?\n/);
    const devices = lines.filter((line) => line.trim() !== "").map(deviceOf);
    if (devices.length > 0) return { devices };
    return { devices, problem: "NVIDIA's driver names no device (nvidia-smi)." };
  } catch (error) {
    if (error instanceof Error && error.cause === "ENOENT") {
      return { devices: [], problem: "No NVIDIA driver is installed (there is no nvidia-smi)." };
    }
    const message = error instanceof Error ? error.message : String(error);
    const [detail = ""] = message.trim().split(/\r?\n/).reverse(); // the first line is the command
    return { devices: [], problem: `NVIDIA's driver does not answer (nvidia-smi: ${detail}).` };
  }
}

let known: Promise<NvidiaAnswer> | undefined;

/** The answer, kept: devices do not come and go while a program runs. */
export function nvidia(): Promise<NvidiaAnswer> {
  return (known ??= askNvidia());
}
