/** The engines: which there are on this machine, and which one `auto` takes. */
import type { EngineReport } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import { ENGINE_IDS, type EngineId } from "../../protocol/training";
import type { Engine } from "./engine";
import { cpuEngine, cpuReport } from "./onnx/cpu";

/** The engine of that id, or with `auto` the best that works; "unknown-engine" for one that is not there. */
export async function chooseEngine(id: EngineId | "auto"): Promise<Engine> {
  if (id === "auto" || id === "cpu") return await cpuEngine();
  const reports = await engineReports();
  const reason = reports.find((report) => report.id === id)?.reason ?? "";
  throw new UserError("unknown-engine", `The engine "${id}" cannot be used here. ${reason}`.trim());
}

/** Every engine, present or not, and why. */
export async function engineReports(): Promise<readonly EngineReport[]> {
  const cpu = await cpuReport();
  return ENGINE_IDS.map((id) => (id === "cpu" ? cpu : absent(id)));
}

function absent(id: EngineId): EngineReport {
  const reason = "This version of Pupil does not train on it: it trains on the processor.";
  return { id, available: false, chosen: false, device: "", reason };
}
