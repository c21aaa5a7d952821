/** Trained runs ready for use: loaded and compiled at first need, kept warm, dropped when idle. */
import { stat } from "node:fs/promises";
import type { EngineId } from "../../protocol/training";
import { mirrorAll } from "../augment/training/geometry";
import { compileOptions } from "../engine/compileOptions";
import type { CompileOptions, Engine, InferenceSession } from "../engine/engine";
import { findNetwork } from "../nn/registry";
import { collectGarbage } from "../util/collectGarbage";
import { checkpointPath, readCheckpoint } from "../runs/checkpoints";
import { normalisationOf, readRecord } from "../runs/records";
import { classCounts, type RunRecord } from "../runs/schema";
import { averaged } from "./averaged";
import { Explainer, type HeatMap } from "./explainer";

/** The variable that says after how many seconds a model that nobody uses is dropped. */
export const IDLE_VARIABLE = "PUPIL_MODEL_IDLE_SECONDS";
const IDLE_SECONDS = 5 * 60;

function idleMsOf(environment: NodeJS.ProcessEnv): number {
  const given = Number(environment[IDLE_VARIABLE] ?? Number.NaN);
  return 1000 * (given >= 0 ? given : IDLE_SECONDS);
}

/** After the first answer, which shall not wait for it. */
const SETTLE_MS = 2000;

/** The best checkpoint of a run, compiled for inference. */
export interface Model {
  readonly directory: string;
  readonly record: RunRecord;
  /**
   * `pixels`: [count, size, size, 3], 0..255. Gives logits [count, classes of all targets], averaged
   * with the mirror images' where the run says so; calls wait for one another.
   */
  infer(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /**
   * What in a picture [size, size, 3] speaks for one of the logits. The first call compiles the
   * network once more; it is dropped together with the model.
   */
  explain(picture: Uint8Array, logit: number): Promise<HeatMap>;
}

interface Entry {
  /** Changes with the checkpoint's file. */
  readonly stamp: string;
  readonly opened: Promise<{
    readonly model: Model;
    readonly session: Pick<InferenceSession, "dispose">;
  }>;
  users: number;
  /** Another checkpoint took its place, or all are being dropped: the last user disposes it. */
  dropped: boolean;
  timer?: NodeJS.Timeout;
}

/** Used models never wait for a trial of training, as `auto` may mean before the first one. */
export type ChooseEngine = (
  id: EngineId | "auto",
  purpose?: "training" | "inference",
) => Promise<Engine>;

/** What compiling a run's network for use, or a part of it, needs. */
export function optionsOf(record: RunRecord, part?: CompileOptions["part"]): CompileOptions {
  const { imageSize } = record.config;
  const statistics = normalisationOf(record);
  return compileOptions({
    imageSize,
    statistics,
    heads: classCounts(record),
    ...(part && { part }),
  });
}

async function openModel(directory: string, chooseEngine: ChooseEngine) {
  const record = await readRecord(directory);
  const { config, classes } = record;
  const { network, imageSize, flipAveraging } = config;
  const { weights } = await readCheckpoint(directory, "best", { network, classes });
  // A run trained on a GPU can be used on a machine without.
  const engine = await chooseEngine("auto", "inference");
  const options = optionsOf(record);
  const session = await engine.infer(findNetwork(network), weights, options);
  const explainer = new Explainer({ directory, record, options });
  const both = async (pixels: Uint8Array, count: number) => {
    const plain = await session.infer(pixels, count);
    if (!flipAveraging) return plain;
    return averaged(plain, await session.infer(mirrorAll(pixels.slice(), imageSize), count));
  };
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const model: Model = {
    directory,
    record,
    infer: (pixels, count) => inTurn(() => both(pixels, count)),
    explain: (picture, logit) => inTurn(() => explainer.explain(picture, logit)),
  };
  const dispose = async () => {
    await session.dispose();
    await explainer.dispose();
  };
  return { model, session: { dispose } };
}

async function stampOf(directory: string): Promise<string> {
  const file = await stat(checkpointPath(directory, "best")).catch(() => undefined);
  return file === undefined ? "none" : `${file.ino}-${file.mtimeMs}-${file.size}`;
}

export class Models {
  private readonly entries = new Map<string, Entry>();

  constructor(
    readonly chooseEngine: ChooseEngine,
    private readonly idleMs = idleMsOf(process.env),
  ) {}

  /** Lets a run's best checkpoint be used; it is loaded anew only when its file has changed. */
  async use<T>(directory: string, work: (model: Model) => Promise<T>): Promise<T> {
    const entry = this.entryOf(directory, await stampOf(directory));
    clearTimeout(entry.timer);
    entry.users++;
    try {
      const { model } = await entry.opened;
      return await work(model);
    } finally {
      entry.users--;
      if (entry.users === 0) this.leave(directory, entry);
    }
  }

  /** Drops all; those in use when their users are through. */
  dispose(): void {
    for (const [directory, entry] of this.entries) this.drop(directory, entry);
  }

  private entryOf(directory: string, stamp: string): Entry {
    const known = this.entries.get(directory);
    if (known?.stamp === stamp) return known;
    if (known !== undefined) this.drop(directory, known);
    const opened = openModel(directory, this.chooseEngine);
    const entry: Entry = { stamp, opened, users: 0, dropped: false };
    this.entries.set(directory, entry);
    opened.then(
      () => setTimeout(collectGarbage, SETTLE_MS).unref(), // of the file and the graph that it came from
      () => {
        this.drop(directory, entry); // the next one tries again
      },
    );
    return entry;
  }

  private leave(directory: string, entry: Entry): void {
    if (entry.dropped) {
      release(entry);
      return;
    }
    entry.timer = setTimeout(() => {
      this.drop(directory, entry);
    }, this.idleMs);
    entry.timer.unref();
  }

  private drop(directory: string, entry: Entry): void {
    clearTimeout(entry.timer);
    if (this.entries.get(directory) === entry) this.entries.delete(directory);
    if (entry.dropped) return;
    entry.dropped = true;
    if (entry.users === 0) release(entry);
  }
}

function release({ opened }: Entry): void {
  // What could not be opened was reported to its user, and needs no disposing.
  opened
    .then(({ session }) => session.dispose())
    .catch(() => undefined)
    .finally(collectGarbage);
}
