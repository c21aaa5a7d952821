/** Seeded initial values of a network's arrays. */
import { Random } from "../util/random";
import { elementCount, type Initial, type ParameterSpec } from "./parameters";

function draw(random: Random, initial: Initial): number {
  switch (initial.kind) {
    case "constant":
      return initial.value;
    case "uniform":
      return random.between(-initial.bound, initial.bound);
    case "normal":
      return initial.std * random.normal();
  }
}

/** The array's initial values, a function of the seed and its name alone. */
export function initialise(spec: ParameterSpec, seed: number): Float32Array<ArrayBuffer> {
  const random = Random.of(seed, "init", spec.name);
  const values = new Float32Array(elementCount(spec.shape));
  if (spec.initial.kind === "constant") return values.fill(spec.initial.value);
  for (let i = 0; i < values.length; i++) values[i] = draw(random, spec.initial);
  return values;
}
