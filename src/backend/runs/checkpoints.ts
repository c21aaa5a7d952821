/**
 * A run's checkpoints, so written that a crash at any moment loses no finished epoch.
 *
 * `optimizer-<epoch>` is written first, under a new name; then `last` is replaced, and that is the
 * moment at which an epoch is finished: it carries the epoch's metrics in its metadata. All else
 * (the line of metrics.jsonl, `best`, removing the older optimizer state) follows from it and is
 * made good by `settle` after a crash.
 */
import { copyFile, link, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import type { EpochMetrics } from "../../protocol/training";
import { temporaryName, toUserError } from "../util/files";
import { readBackbone, type StoredBackbone } from "./backbone";
import { ofRun, RUN_FILES } from "./folder";
import { appendMetrics, readMetrics, trimMetrics } from "./metricsLog";
import { type NamedArray, readMetadata, readTensors, writeTensors } from "../util/safetensors";
import { metricsSchema } from "./schema";

const VERSION = "1";
const FIRST = "first_moment.";
const SECOND = "second_moment.";
const OPTIMIZER = /^optimizer-(\d+)\.safetensors$/;

type Arrays = ReadonlyMap<string, NamedArray>;

/** All that training needs to go on. */
export interface CheckpointState {
  /** Training steps done. */
  readonly step: number;
  readonly weights: Arrays;
  readonly firstMoments: Arrays;
  readonly secondMoments: Arrays;
}

/** What a checkpoint must have been written for to be of any use to a run. */
export interface RunIdentification {
  readonly network: string;
  readonly classes: readonly string[];
}

/** What a checkpoint says of itself, in its metadata. */
export interface CheckpointInfo extends RunIdentification {
  /** Of the epoch after which it was written. */
  readonly metrics: EpochMetrics;
  /** For a checkpoint of the head alone: the checksum of the backbone that it belongs to. */
  readonly backbone?: string;
}

export type CheckpointName = "best" | "last";

function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const infoSchema = z.object({
  pupil: z.literal(VERSION),
  network: z.string(),
  classes: json(z.array(z.string())),
  metrics: json(metricsSchema),
  backbone: z.string().optional(),
});

const optimizerSchema = z.object({ pupil: z.literal(VERSION), step: json(z.int().min(0)) });

/** Path of one of the run's checkpoint files. */
export function checkpointPath(directory: string, name: string): string {
  return join(directory, RUN_FILES.checkpoints, `${name}.safetensors`);
}

function parseInfo(path: string, metadata: unknown): CheckpointInfo {
  const parsed = infoSchema.safeParse(metadata);
  if (parsed.success) return parsed.data;
  const message = `${path} is not a checkpoint that this version of Pupil wrote.`;
  throw new UserError("corrupt-file", message, { cause: parsed.error });
}

/** What the checkpoint says of itself; undefined when there is none yet. */
async function readInfo(directory: string, name: CheckpointName) {
  const path = checkpointPath(directory, name);
  try {
    return parseInfo(path, await readMetadata(path));
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** Makes `best` the same as `last`: by a second name for the file, or a copy where there are none. */
async function markBest(directory: string): Promise<void> {
  const best = checkpointPath(directory, "best");
  const last = checkpointPath(directory, "last");
  const temporary = temporaryName(best);
  try {
    await link(last, temporary).catch(() => copyFile(last, temporary));
    await rename(temporary, best);
  } catch (error) {
    throw toUserError(error, best);
  } finally {
    // Renaming one of two names of the same file to the other leaves both.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Removes optimizer states of other epochs, and what a killed process left. */
async function removeOld(directory: string, epoch: number): Promise<void> {
  const folder = join(directory, RUN_FILES.checkpoints);
  for (const name of await readdir(folder).catch(() => [])) {
    const of = OPTIMIZER.exec(name)?.[1];
    if (!name.endsWith(".tmp") && (of === undefined || of === String(epoch))) continue;
    await rm(join(folder, name), { force: true }).catch(() => undefined); // a leftover harms nobody
  }
}

/** Makes the rest of the run's folder agree with `last`. */
async function settle(directory: string, metrics: EpochMetrics): Promise<void> {
  const logged = (await readMetrics(directory)).length;
  if (logged < metrics.epoch - 1) {
    const message = `The run ${directory} cannot be used: ${RUN_FILES.metrics} lacks epochs.`;
    throw new UserError("corrupt-run", message);
  }
  await trimMetrics(directory, metrics.epoch - 1);
  if (metrics.best) await markBest(directory);
  await appendMetrics(directory, metrics);
  await removeOld(directory, metrics.epoch);
}

function prefixed(arrays: Arrays, prefix: string): [string, NamedArray][] {
  return [...arrays].map(([name, array]) => [prefix + name, array]);
}

function withPrefix(arrays: Arrays, prefix: string): Map<string, NamedArray> {
  const found = [...arrays].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, array]) => [name.slice(prefix.length), array]));
}

/** Finishes an epoch: saves the state, its metrics, and `best` when they are the best. */
export async function saveCheckpoint(
  directory: string,
  state: CheckpointState,
  info: CheckpointInfo,
): Promise<void> {
  const { epoch } = info.metrics;
  const common = { format: "pt", pupil: VERSION };
  const optimizer = checkpointPath(directory, `optimizer-${epoch}`);
  try {
    await writeTensors(optimizer, {
      arrays: new Map([
        ...prefixed(state.firstMoments, FIRST),
        ...prefixed(state.secondMoments, SECOND),
      ]),
      metadata: { ...common, step: String(state.step) },
    });
    await writeTensors(checkpointPath(directory, "last"), {
      arrays: state.weights,
      metadata: {
        ...common,
        network: info.network,
        classes: JSON.stringify(info.classes),
        epoch: String(epoch),
        metrics: JSON.stringify(info.metrics),
        ...(info.backbone !== undefined && { backbone: info.backbone }),
      },
    });
  } catch (error) {
    await rm(optimizer, { force: true }).catch(() => undefined);
    throw error;
  }
  await settle(directory, info.metrics);
}

/** Where a run stands, for going on: the finished epochs and the state after them. */
export interface ResumePoint {
  readonly metrics: readonly EpochMetrics[];
  /** Absent when no epoch was finished. */
  readonly state?: CheckpointState;
}

/** Throws "checkpoint-mismatch" for a checkpoint that says it is of something else than its run. */
function assertOf(run: RunIdentification, info: CheckpointInfo, path: string): void {
  if (info.network !== run.network) {
    const message = `${path} is a checkpoint of ${info.network}, but the run trains ${run.network}.`;
    throw new UserError("checkpoint-mismatch", message);
  }
  if (info.classes.join("\n") === run.classes.join("\n")) return;
  const message = `${path} is a checkpoint for other classes than the run's.`;
  throw new UserError("checkpoint-mismatch", message);
}

/** Puts the folder in order after a crash, and reads all that is needed to go on. */
export async function recover(directory: string, run: RunIdentification): Promise<ResumePoint> {
  return await ofRun(directory, async () => {
    const info = await readInfo(directory, "last");
    if (info === undefined) {
      await trimMetrics(directory, 0);
      await removeOld(directory, 0);
      return { metrics: [] };
    }
    assertOf(run, info, checkpointPath(directory, "last"));
    await settle(directory, info.metrics);
    const path = checkpointPath(directory, `optimizer-${info.metrics.epoch}`);
    const optimizer = await readTensors(path);
    const parsed = optimizerSchema.safeParse(optimizer.metadata);
    if (!parsed.success) {
      throw new UserError("corrupt-file", `${path} is not an optimizer state of Pupil's.`);
    }
    const { arrays: weights } = await readTensors(checkpointPath(directory, "last"));
    const state = {
      step: parsed.data.step,
      weights,
      firstMoments: withPrefix(optimizer.arrays, FIRST),
      secondMoments: withPrefix(optimizer.arrays, SECOND),
    };
    return { metrics: await readMetrics(directory), state };
  });
}

/** A checkpoint, ready for use. */
export interface Checkpoint {
  /** Of the whole network; where only the head was trained, the backbone's are those it began with. */
  readonly weights: Arrays;
  /** What the head was trained on, where only the head was trained. */
  readonly backbone?: StoredBackbone;
}

/** The backbone that a head belongs to. */
async function backboneOf(
  directory: string,
  path: string,
  digest: string,
): Promise<StoredBackbone> {
  const backbone = await readBackbone(directory);
  if (backbone?.digest === digest) return backbone;
  const what =
    backbone === undefined ? "there is none in its folder" : "its folder has another one";
  const message = `${path} belongs to a backbone, but ${what}.`;
  throw new UserError("checkpoint-mismatch", message);
}

/** Whether a checkpoint is of a head alone, on a backbone that never changed; false when there is none. */
export async function isHeadAlone(directory: string, name: CheckpointName): Promise<boolean> {
  return (await ofRun(directory, () => readInfo(directory, name)))?.backbone !== undefined;
}

/** Reads a checkpoint; "run-unfinished" when there is none yet. */
export async function readCheckpoint(
  directory: string,
  name: CheckpointName,
  run: RunIdentification,
): Promise<Checkpoint> {
  return await ofRun(directory, async () => {
    if ((await readInfo(directory, name)) === undefined) {
      const message = `The run ${directory} has finished no epoch yet, so there is nothing to use.`;
      throw new UserError("run-unfinished", message);
    }
    const path = checkpointPath(directory, name);
    const { arrays, metadata } = await readTensors(path);
    const info = parseInfo(path, metadata);
    assertOf(run, info, path);
    if (info.backbone === undefined) return { weights: arrays };
    const backbone = await backboneOf(directory, path, info.backbone);
    return { weights: new Map([...backbone.weights, ...arrays]), backbone };
  });
}
