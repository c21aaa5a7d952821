// Reads what the oracles write: names and shapes as JSON, float32 numbers one after another.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WeightArray } from "../../../src/backend/engine/engine";

export function readArrays(folder: string): ReadonlyMap<string, WeightArray> {
  const { arrays } = JSON.parse(readFileSync(join(folder, "out.json"), "utf8")) as {
    arrays: [string, number[]][];
  };
  const bytes = readFileSync(join(folder, "out.bin"));
  let at = bytes.byteOffset;
  return new Map(
    arrays.map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const data = new Float32Array(bytes.buffer.slice(at, at + 4 * length));
      at += 4 * length;
      return [name, { shape, data }];
    }),
  );
}
