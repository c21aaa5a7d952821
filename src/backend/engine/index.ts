/** The engines: which there are on this machine, and which one `auto` takes. */
import type { EngineReport } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import { ENGINE_IDS, type EngineId } from "../../protocol/training";
import { cudaDevices } from "./devices";
import type { Engine } from "./engine";
import { measureSpeed } from "./measure";
import { findEngine, type Found, reportOf } from "./reports";

/** Enough to tell a GPU from a processor. */
const TRIAL_SECONDS = 1;
/** Enough for a number that can be quoted. */
const REPORT_SECONDS = 5;

const found = new Map<EngineId, Promise<Found>>();
const speeds = new Map<EngineId, Promise<number>>();

/** What is found is kept: devices do not come and go while a program runs. */
function find(id: EngineId): Promise<Found> {
  const known = found.get(id) ?? findEngine(id);
  found.set(id, known);
  return known;
}

async function openFound({ id, open, reason }: Found): Promise<Engine> {
  if (open !== undefined) return await open();
  throw new UserError("unknown-engine", `The engine "${id}" cannot be used here. ${reason}`.trim());
}

async function speedOf(candidate: Found): Promise<number> {
  const known =
    speeds.get(candidate.id) ??
    openFound(candidate).then(
      (engine) => measureSpeed(engine, TRIAL_SECONDS),
      () => 0,
    );
  speeds.set(candidate.id, known);
  return await known;
}

/**
 * What `auto` takes: the first engine that works, but no GPU that a trial shows to be slower than
 * the processor, as one without kernels for half of a step's operators may be.
 */
async function best(): Promise<Found> {
  const cpu = await find("cpu");
  for (const id of ENGINE_IDS) {
    // without such a device nothing of TensorFlow's hundreds of megabytes is loaded just to see
    const needsCuda = id === "tensorflow" || id === "cuda";
    if (needsCuda && cudaDevices().length === 0) continue;
    const candidate = await find(id);
    if (!candidate.isCandidate) continue;
    if (id === "cpu" || (await speedOf(candidate)) > (await speedOf(cpu))) return candidate;
  }
  return cpu;
}

/** The engine of that id, or with `auto` the best that works; "unknown-engine" for one that is not there. */
export async function chooseEngine(id: EngineId | "auto"): Promise<Engine> {
  return await openFound(await (id === "auto" ? best() : find(id)));
}

/** Every engine, present or not, and why; with `measure`, how fast each trains. */
export async function engineReports(
  request: { readonly measure?: boolean } = {},
): Promise<readonly EngineReport[]> {
  const chosen = await best();
  const reports: EngineReport[] = [];
  for (const id of ENGINE_IDS) {
    const one = await find(id);
    const report = await reportOf(one, one === chosen);
    if (request.measure !== true || !report.available) {
      reports.push(report);
      continue;
    }
    const imagesPerSecond = await measureSpeed(await openFound(one), REPORT_SECONDS);
    reports.push({ ...report, imagesPerSecond });
  }
  return reports;
}
