/** Goes on with a run that was stopped, interrupted or failed, as if it had never stood still. */
import { UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import { refreshDataset } from "../dataset/refresh";
import { readBackbone } from "../runs/backbone";
import { recover } from "../runs/checkpoints";
import { removeMap } from "../runs/embeddings";
import { removeEvaluations } from "../runs/evaluations";
import { runDirectory } from "../runs/folder";
import { acquireLock, type RunLock } from "../runs/lock";
import { datasetOf, type HeldRun, normalisationOf, readRecord } from "../runs/records";
import type { TaskContext } from "../util/context";
import { conduct, type TrainTools } from "./conduct";
import { withCourse } from "./course";
import { type Material, prepareMaterial } from "./material";
import { versionsNow } from "./train";

function assertSame(run: HeldRun, { fingerprint, targets }: Material): void {
  const { record, directory } = run;
  const known = [record.classes, record.second?.classes ?? []];
  const now = [targets[0].classes, targets[1]?.classes ?? []];
  if (record.fingerprint === fingerprint && known.join(";") === now.join(";")) return;
  throw new UserError(
    "invalid-argument",
    `The pictures in ${datasetOf(directory, record)} have changed since the run began, so it` +
      " cannot go on: train again.",
  );
}

async function goOn(
  directory: string,
  lock: RunLock,
  { tools, context }: { readonly tools: TrainTools; readonly context: TaskContext },
): Promise<RunSummary> {
  const before = await readRecord(directory);
  if (before.state === "finished") {
    const message = `The run ${directory} is finished: there is nothing to resume.`;
    throw new UserError("invalid-argument", message);
  }
  const { config, classes } = before;
  const { metrics, state } = await recover(directory, { network: config.network, classes });
  const dataset = await refreshDataset(datasetOf(directory, before), context);
  const material = prepareMaterial(dataset, config);
  const engine = await tools.chooseEngine(before.engine); // the same one, for the same numbers
  const record = { ...before, device: engine.device, versions: versionsNow() };
  const run = { directory, record, lock };
  assertSame(run, material);
  const backbone = await readBackbone(directory);
  const normalisation = normalisationOf(record);
  const work = { dataset, material, config, engine, normalisation, ...(backbone && { backbone }) };
  const standing = { epochsDone: metrics.length, ...(state && { state }) };
  return await withCourse({ work, standing }, context, async (course) => {
    await removeEvaluations(directory);
    await removeMap(directory);
    const again = { ...run, record: { ...record, testAccuracy: undefined } };
    return await conduct({ run: again, course, metrics }, tools.emit, context);
  });
}

/** Resumes a run from its last finished epoch; "run-busy" while another process trains it. */
export async function resume(
  request: { readonly run: string },
  tools: TrainTools,
  context: TaskContext,
): Promise<RunSummary> {
  const directory = runDirectory(request.run);
  const lock = await acquireLock(directory);
  try {
    return await goOn(directory, lock, { tools, context });
  } finally {
    await lock.release();
  }
}
