// The update in WebAssembly against torch.optim.AdamW: rates and decays a parameter, and clipping.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { AdamArrays } from "../../src/backend/engine/adam/adamArrays";
import { Random } from "../../src/backend/util/random";
import { missingPython, python } from "../skip";

/** Of the largest weight: a few roundings of float32 a step, of which PyTorch does others. */
const TOLERANCE = 1e-6;

const steps = 6;
const learningRate = 0.05;
const random = Random.of(27, "adam");
const numbers = (length: number, scale: number) =>
  Float32Array.from({ length }, () => (random.uniform() * 2 - 1) * scale);
// lengths that fill no vector of 4 and no cache line, and one beyond both
const parameters = [
  { name: "a", shape: [3], factor: 1, decay: 0 },
  { name: "b", shape: [7, 5], factor: 0.1, decay: 0.3 },
  { name: "c", shape: [1], factor: 2, decay: 0.01 },
].map((rule) => {
  const length = rule.shape.reduce((product, size) => product * size, 1);
  const gradients = Array.from({ length: steps }, (_, step) => numbers(length, step === 3 ? 9 : 1));
  return { ...rule, start: numbers(length, 1), gradients };
});

function theirs(maxNorm: number | null): number[][][] {
  const plain = parameters.map(({ factor, decay, start, gradients }) => ({
    factor,
    decay,
    start: [...start],
    gradients: gradients.map((gradient) => [...gradient]),
  }));
  const input = JSON.stringify({ learningRate, maxNorm, steps, parameters: plain });
  const script = resolve("test/oracle/adam.py");
  const answer = spawnSync(python, [script], { input, encoding: "utf8" });
  assert.equal(answer.status, 0, answer.stderr);
  return JSON.parse(answer.stdout) as number[][][];
}

describe("AdamArrays.update", { skip: missingPython(["torch"]) }, () => {
  for (const maxNorm of [null, 2]) {
    it(`equals AdamW ${maxNorm === null ? "without" : "with"} clipping`, () => {
      const adam = new AdamArrays(parameters);
      for (const { name, start } of parameters) adam.arrays.get(name)!.weight.set(start);
      for (const [index, expected] of theirs(maxNorm).entries()) {
        for (const { name, gradients } of parameters) {
          adam.arrays.get(name)!.gradient.set(gradients[index]!);
        }
        const clipping = maxNorm === null ? {} : { maxGradientNorm: maxNorm };
        adam.update({ step: index + 1, learningRate, ...clipping });
        for (const [at, { name }] of parameters.entries()) {
          for (const [i, weight] of adam.arrays.get(name)!.weight.entries()) {
            const difference = Math.abs(weight - expected[at]![i]!);
            assert.ok(difference < TOLERANCE, `step ${index + 1}, ${name}[${i}]: ${difference}`);
          }
        }
      }
    });
  }
});
