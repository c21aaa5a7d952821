// Runs training-step cases in PyTorch, on the numbers that the engine is given.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropoutMask } from "../../../src/backend/engine/dropoutMask";
import type { WeightArray } from "../../../src/backend/engine/engine";
import type { Graph, GraphNode } from "../../../src/backend/nn/trace";
import { python } from "../../skip";
import type { StepCase } from "./cases";
import { readArrays } from "./readArrays";
import { type Answers, inputsOf, LEARNING_RATE, mixingOf, SEED, STATISTICS } from "./run";

/** Biases right before a normalisation, which takes them away again: there is nothing to learn. */
function idleBiases(graph: Graph): string[] {
  return graph.flatMap(({ operation, inputs }) => {
    const before = inputs[0]?.operation;
    if (operation.kind !== "batchNorm" || before?.kind !== "conv2d") return [];
    return [`${before.name}.bias`];
  });
}

/** What PyTorch's layer needs to know of a node. */
function describeNode({ operation, inputs }: GraphNode) {
  const [channels] = inputs[0]?.shape ?? [];
  return { ...operation, in: channels, inputs: inputs.map(({ index }) => index) };
}

/** The masks of each dropout for each step. */
function masksOf(test: StepCase, graph: Graph): [string, WeightArray][] {
  const { batch, steps } = test;
  const dropouts = graph.filter(({ operation }) => operation.kind === "dropout");
  return dropouts.flatMap(({ operation, shape }, index) => {
    if (operation.kind !== "dropout") return [];
    const mask = { input: `mask${index}`, features: shape[0]!, rate: operation.rate };
    return Array.from({ length: steps }, (_, done): [string, WeightArray] => {
      const data = dropoutMask(mask, { seed: SEED, step: done + 1, count: batch });
      return [`mask${index}.${done + 1}`, { shape: [batch, mask.features], data }];
    });
  });
}

function writeCase(folder: string, test: StepCase): void {
  const { inputs, labels, graph, state } = inputsOf(test);
  const isPictures = inputs instanceof Uint8Array;
  const inputShape = isPictures ? [test.imageSize, test.imageSize, 3] : graph[0]!.shape;
  const arrays = new Map<string, WeightArray>([
    ...state.weights,
    ["inputs", { shape: [test.batch, ...inputShape], data: Float32Array.from(inputs) }],
    ...masksOf(test, graph),
  ]);
  const mixing = mixingOf(test);
  const run = {
    arrays: [...arrays].map(([name, { shape }]) => [name, shape]),
    idle: test.training?.frozenStatistics === true ? [] : idleBiases(graph),
    labels: [...labels],
    classes: test.classes,
    ...test.training,
    ...(test.classWeights && { classWeights: test.classWeights }),
    ...(mixing && { mixing: { partners: [...mixing.partners], shares: [...mixing.shares] } }),
    steps: test.steps,
    learningRate: test.learningRate ?? LEARNING_RATE,
    ...STATISTICS,
    ...(test.torchvision === undefined
      ? { nodes: graph.map(describeNode) }
      : { network: test.torchvision }),
  };
  writeFileSync(join(folder, "case.json"), JSON.stringify(run));
  const bytes = [...arrays.values()].map(({ data }) => Buffer.from(data.buffer));
  writeFileSync(join(folder, "in.bin"), Buffer.concat(bytes));
}

/** PyTorch's answers to each case by its title; their names begin with "float32/" or "float64/". */
export function torchAnswers(tests: readonly StepCase[]): ReadonlyMap<string, Answers> {
  const root = mkdtempSync(join(tmpdir(), "pupil-oracle-"));
  try {
    const folders = tests.map((test, index) => {
      const folder = join(root, String(index));
      mkdirSync(folder);
      writeCase(folder, test);
      return folder;
    });
    const { status, stderr } = spawnSync(python, [join(__dirname, "step.py"), ...folders], {
      encoding: "utf8",
      env: { ...process.env, OMP_WAIT_POLICY: "PASSIVE" }, // other tests run beside this one
    });
    if (status !== 0) throw new Error(`the oracle failed: ${stderr}`);
    return new Map(
      tests.map(({ title }, index) => {
        const answers = [...readArrays(folders[index]!)];
        return [title, new Map(answers.map(([name, { data }]) => [name, data]))];
      }),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
