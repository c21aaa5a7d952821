/** metrics.jsonl: one line an epoch, appended as training goes; a line that a crash cut off does not count. */
import { open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../protocol/errors";
import type { EpochMetrics } from "../../protocol/training";
import { systemCode, toUserError } from "../util/files";
import { RUN_FILES } from "./folder";
import { metricsSchema } from "./schema";

function pathOf(directory: string): string {
  return join(directory, RUN_FILES.metrics);
}

/** The whole lines of the log; none when it does not exist yet. */
async function readLines(directory: string): Promise<string[]> {
  const text = await readFile(pathOf(directory), "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return "";
    throw toUserError(error, pathOf(directory));
  });
  return text.split("\n").slice(0, -1); // what follows the last line's end is nothing, or torn
}

function parseLine(line: string, index: number): EpochMetrics | undefined {
  try {
    const metrics = metricsSchema.parse(JSON.parse(line));
    return metrics.epoch === index + 1 ? metrics : undefined;
  } catch {
    return undefined;
  }
}

/** The metrics of the finished epochs, from 1 on; "corrupt-run" when a line is not one. */
export async function readMetrics(directory: string): Promise<EpochMetrics[]> {
  const lines = await readLines(directory);
  return lines.map((line, index) => {
    const metrics = parseLine(line, index);
    if (metrics !== undefined) return metrics;
    throw new UserError(
      "corrupt-run",
      `The run ${directory} cannot be used: line ${index + 1} of ${RUN_FILES.metrics} is not` +
        ` the metrics of epoch ${index + 1}.`,
    );
  });
}

/** Cuts the log after so many epochs, and with them a torn line. */
export async function trimMetrics(directory: string, epochs: number): Promise<void> {
  const lines = (await readLines(directory)).slice(0, epochs);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  try {
    await truncate(pathOf(directory), bytes);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw toUserError(error, pathOf(directory));
  }
}

/** Appends an epoch's line and waits until it is on the disk. */
export async function appendMetrics(directory: string, metrics: EpochMetrics): Promise<void> {
  try {
    const file = await open(pathOf(directory), "a");
    try {
      await file.writeFile(`${JSON.stringify(metrics)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toUserError(error, pathOf(directory));
  }
}
