/**
 * A run's TensorBoard event file, beside its metrics.jsonl: TensorBoard opens the run's folder.
 *
 * Its bytes follow from run.json and metrics.jsonl alone; times are those of the run's beginning
 * and of its epochs, so that a pause does not show. A resumed run writes the finished epochs over
 * themselves, in place: a TensorBoard that is watching goes on where it was, and what a crash left
 * of a record is gone.
 */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { EpochMetrics } from "../../protocol/training";
import { systemCode, toUserError } from "../util/files";
import { beganAt, epochRecord, firstRecords, type LoggedRun } from "./events";

/** Path of the file; TensorBoard reads those with "tfevents" in their name. */
export function eventFilePath(run: LoggedRun): string {
  const seconds = Math.floor(beganAt(run));
  return join(run.directory, `events.out.tfevents.${seconds}.pupil`);
}

/** The file for writing anywhere in it, whether it exists or not. */
async function openToWrite(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return await open(path, "w");
    throw error;
  }
}

export class EventFile {
  private constructor(
    private readonly run: LoggedRun,
    /** Bytes so far. */
    private size: number,
    /** Of training so far. */
    private seconds: number,
  ) {}

  /** Makes the file say those epochs and no more. */
  static async open(run: LoggedRun, metrics: readonly EpochMetrics[]): Promise<EventFile> {
    const file = new EventFile(run, 0, 0);
    const epochs = metrics.map((epoch) => file.next(epoch));
    await file.write(Buffer.concat([...firstRecords(run), ...epochs]));
    return file;
  }

  /** Adds an epoch. */
  async append(metrics: EpochMetrics): Promise<void> {
    await this.write(this.next(metrics));
  }

  private next(metrics: EpochMetrics): Uint8Array {
    this.seconds += metrics.seconds;
    return epochRecord(this.run, metrics, this.seconds);
  }

  /** Writes where the file's known part ends, and ends the file there. */
  private async write(bytes: Uint8Array): Promise<void> {
    const path = eventFilePath(this.run);
    try {
      const file = await openToWrite(path);
      try {
        for (let done = 0; done < bytes.length;) {
          const rest = await file.write(bytes, done, bytes.length - done, this.size + done);
          done += rest.bytesWritten;
        }
        this.size += bytes.length;
        await file.truncate(this.size);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw toUserError(error, path);
    }
  }
}
