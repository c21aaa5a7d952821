/** Names and places in a run's folder, and how its files are read: damage is always "corrupt-run". */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { UserError } from "../../protocol/errors";
import { readJson, systemCode, toUserError } from "../util/files";

/** The files of a run's folder. */
export const RUN_FILES = {
  record: "run.json",
  split: "split.json",
  metrics: "metrics.jsonl",
  checkpoints: "checkpoints",
  lock: "lock",
} as const;

/** Where the runs of a data set lie. */
export function runsFolder(dataset: string): string {
  return join(resolve(dataset), ".pupil", "runs");
}

/** Runs something on a run's own files: if one is missing or damaged, the run is. */
export async function ofRun<T>(directory: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code !== "corrupt-file" && error.code !== "not-found") throw error;
    const message = `The run ${directory} cannot be used: ${error.message}`;
    throw new UserError("corrupt-run", message, { cause: error });
  }
}

/** Reads one of the run's JSON files; "corrupt-run" when it is missing or damaged. */
export async function readRunJson<T>(
  directory: string,
  name: string,
  schema: z.ZodType<T>,
): Promise<T> {
  return await ofRun(directory, () => readJson(join(directory, name), schema));
}

/** Checks that the path is a run's folder; gives it absolute. "not-found" when it is not one. */
export function runDirectory(path: string): string {
  const directory = resolve(path);
  if (existsSync(join(directory, RUN_FILES.record))) return directory;
  const reason = existsSync(directory) ? "has no run.json in it" : "does not exist";
  throw new UserError(
    "not-found",
    `${path} is not the folder of a run: it ${reason}. \`pupil runs DIR\` lists those of a data set.`,
  );
}

/** Local time as in 20261124-153012. */
function timeStamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** What a run or its like is called: species-catDogNet-20261124-153012. */
export function nameOf(run: {
  readonly target: string;
  readonly network: string;
  readonly createdAt: Date;
}): string {
  const target = run.target.replace(/[^\p{L}\p{N}_-]/gu, "_").slice(0, 40);
  return `${target}-${run.network}-${timeStamp(run.createdAt)}`;
}

/**
 * Makes an empty folder for a new run, named like species-catDogNet-20261124-153012; two runs of
 * one second are told apart by a number.
 */
export async function makeRunFolder(
  dataset: string,
  run: { readonly target: string; readonly network: string; readonly createdAt: Date },
): Promise<string> {
  const name = nameOf(run);
  const parent = runsFolder(dataset);
  try {
    await mkdir(parent, { recursive: true });
  } catch (error) {
    throw toUserError(error, parent);
  }
  for (let count = 1; ; count++) {
    const directory = join(parent, count === 1 ? name : `${name}-${count}`);
    try {
      await mkdir(directory);
      return directory;
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw toUserError(error, directory);
    }
  }
}
