/** Gives memory back that V8 knows to be garbage soon, but is in no hurry about. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * Collects garbage now. Large buffers lie outside V8's heap, which a loaded model hardly makes
 * grow: left alone, hundreds of megabytes of files that were read stay for minutes, or for ever in
 * a process that then does nothing. It takes some tens of milliseconds.
 */
export function collectGarbage(): void {
  collect ??= exposed();
  collect();
}

function exposed(): () => void {
  setFlagsFromString("--expose-gc"); // only contexts made from now on have the function
  return runInNewContext("gc") as () => void;
}
