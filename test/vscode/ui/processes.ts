// Finds processes by what their command line holds, so that a spec can kill the backend of its own window.
import { readdirSync, readFileSync } from "node:fs";

/** Ids of the running processes whose command line has all the parts (Linux only). */
export function processesWith(...parts: readonly string[]): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      const command = commandLine(id);
      return parts.every((part) => command.includes(part));
    });
}

function commandLine(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it ended meanwhile
  }
}
