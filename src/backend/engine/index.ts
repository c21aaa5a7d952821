/** The engines: which there are on this machine, and which one `auto` takes. */
import type { EngineReport } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import type { EngineId } from "../../protocol/training";
import { silentContext, type TaskContext } from "../util/context";
import { EngineChoice, type Purpose } from "./choice";
import type { Engine } from "./engine";
import { installCudaLibraries } from "./cuda/install";
import { cudaDownload, cudaInstaller } from "./cuda/package";
import { measureSpeed } from "./measure";
import { findEngine, isWorthLooking } from "./reports";
import { Trials, trialsFile } from "./trials";

let known: EngineChoice | undefined;

function choice(): EngineChoice {
  return (known ??= new EngineChoice({
    find: findEngine,
    isWorthLooking,
    measure: measureSpeed,
    trials: new Trials(trialsFile()),
  }));
}

/** The engine of that id, or with `auto` the best that works; "unknown-engine" for one that is not there. */
export async function chooseEngine(id: EngineId | "auto", purpose?: Purpose): Promise<Engine> {
  return await choice().choose(id, purpose);
}

/** Every engine, present or not, and why; with `measure`, each that works is tried out. */
export async function engineReports(
  request: { readonly measure?: boolean } = {},
  context: TaskContext = silentContext(),
): Promise<readonly EngineReport[]> {
  return await choice().reports(request, context);
}

/** Fetches ONNX Runtime's CUDA libraries unless CUDA works already; gives what the engine is worth then. */
export async function installCuda(
  _request: Record<string, never>,
  context: TaskContext,
): Promise<EngineReport> {
  const { available } = await choice().report("cuda");
  if (!available) {
    const download = cudaDownload();
    if (download === undefined) {
      const message = "ONNX Runtime's package offers its CUDA libraries on Linux x64 only.";
      throw new UserError("unknown-engine", message);
    }
    await installCudaLibraries(cudaInstaller(), { download }, context);
    choice().forget("cuda");
  }
  return await choice().report("cuda");
}
