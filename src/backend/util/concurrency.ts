/** Many small tasks at once, bounded, and never left running behind a failure. */
import { availableParallelism } from "node:os";
import pMap from "p-map";
import { throwIfCancelled } from "./context";

/** Number of processor cores that this process may use. */
export function coreCount(): number {
  return availableParallelism();
}

/**
 * Runs the task for each item, at most `concurrency` at once. After the first failure or a
 * cancellation no further task starts, and it rejects when those under way have ended: a caller
 * may then remove what they were writing to.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  task: (item: T, index: number) => Promise<void>,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<void> {
  const failures: unknown[] = [];
  await pMap(
    items,
    async (item, index) => {
      if (failures.length > 0) return;
      try {
        throwIfCancelled(options.signal);
        await task(item, index);
      } catch (error) {
        failures.push(error);
      }
    },
    { concurrency: options.concurrency },
  );
  if (failures.length > 0) throw failures[0];
}
