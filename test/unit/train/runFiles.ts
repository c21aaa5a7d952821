// What tests read of a run's files.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** metrics.jsonl but for its times, byte for byte. */
export function withoutTimes(run: string): string {
  const text = readFileSync(join(run, "metrics.jsonl"), "utf8");
  return text.replaceAll(/"(seconds|imagesPerSecond)":[^,}]+/g, '"$1":0');
}
