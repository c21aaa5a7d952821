/** Options that commands share, and how their values are read. */
import { type Command, InvalidArgumentError } from "commander";

/** Any number; its limits are checked where they are known. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new InvalidArgumentError("It must be a number.");
  }
  return value;
}

/** Adds --json and --quiet. */
export function common(command: Command): Command {
  return command
    .option("--json", "write one JSON document to standard output")
    .option("-q, --quiet", "show no progress");
}
