/** Decodes each picture once into one flat file of bytes, so that later epochs read no JPEGs. */
import type { TaskContext } from "../util/context";
import type { Dataset } from "./store";

export interface PixelCache {
  /** Pixels a side. */
  readonly size: number;
  /** Copies the pictures of those samples into [n, size, size, 3] uint8, in the given order. */
  read(indices: readonly number[] | Int32Array, into: Uint8Array): void;
  close(): Promise<void>;
}

/** Opens the cache of a data set at a size, building it when there is none that fits. */
export function openPixelCache(
  _dataset: Dataset,
  _size: number,
  _context: TaskContext,
): Promise<PixelCache> {
  throw new Error("not yet");
}
