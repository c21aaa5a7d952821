// A network small enough to write by hand.
import type { NamedArray } from "../../../src/backend/util/safetensors";
import type { WantedWeights } from "../../../src/backend/weights/match";

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
