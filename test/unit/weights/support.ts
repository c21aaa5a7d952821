// What the tests of weights share: reading a file whole, and a network small enough to write by hand.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WantedWeights } from "../../../src/backend/weights/match";
import { withArrayFile } from "../../../src/backend/weights/readFile";
import type { NamedArray } from "../../../src/backend/util/safetensors";
import { temporaryFolder } from "../dataset/support";

/** All arrays of a file. */
export async function readAll(path: string): Promise<Map<string, NamedArray>> {
  return await withArrayFile(path, async ({ entries }) => {
    const arrays = new Map<string, NamedArray>();
    for (const [name, { shape, read }] of entries) arrays.set(name, { shape, data: await read() });
    return arrays;
  });
}

/** Writes bytes to a new file; gives its path. */
export function fileWriter(): (bytes: Uint8Array, name?: string) => string {
  const folder = temporaryFolder();
  let count = 0;
  return (bytes, name = `file${++count}.bin`) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
}

const norm = (name: string, size: number) =>
  ["weight", "bias", "running_mean", "running_var"].map((part) => ({
    name: `${name}.${part}`,
    shape: [size],
  }));

/** Two convolutions with their normalisations; the head is not part of it. */
export const TINY: WantedWeights = {
  network: "resnet34",
  specs: [
    { name: "conv1.weight", shape: [2, 3, 1, 1] },
    ...norm("bn1", 2),
    { name: "layer1.0.conv1.weight", shape: [4, 2, 1, 1] },
    ...norm("layer1.0.bn1", 4),
  ],
};

/** Arrays of that network: the first holds 1, 1, ..., the second 2, 2, ... */
export function tinyArrays(): Map<string, NamedArray> {
  const arrays = TINY.specs.map(({ name, shape }, index): [string, NamedArray] => {
    const count = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, data: new Float32Array(count).fill(index + 1) }];
  });
  return new Map(arrays);
}
