// Runs the command line in this process, on the test engine, and catches what it writes.
import { runCli } from "../../../src/backend/cli/runCli";
import type { Engines } from "../../../src/backend/service";
import { testEngine, type TestEngineHooks } from "../train/testEngine";

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function enginesOf(hooks: TestEngineHooks = {}): Engines {
  const engine = testEngine(hooks);
  const report = {
    id: engine.id,
    available: true,
    chosen: true,
    device: engine.device,
    reason: "Test.",
  };
  return {
    chooseEngine: () => Promise.resolve(engine),
    engineReports: () => Promise.resolve([report]),
    installCuda: () => Promise.resolve(report),
  };
}

/** `pupil ARGUMENTS`. */
export async function pupil(
  argv: readonly string[],
  options: { readonly engines?: Engines; readonly signal?: AbortSignal } = {},
): Promise<Output> {
  const { engines = enginesOf(), signal = new AbortController().signal } = options;
  let stdout = "";
  let stderr = "";
  const code = await runCli(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal,
    engines,
  });
  return { code, stdout, stderr };
}
