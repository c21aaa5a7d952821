// Runs one training-step case in an engine's session.
import type {
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../../../src/backend/engine/engine";
import { runtime } from "../../../src/backend/engine/onnx/runtime";
import { trainingSession } from "../../../src/backend/engine/trainingSession";
import { initialise } from "../../../src/backend/nn/initialise";
import type { Network } from "../../../src/backend/nn/network";
import { parameters } from "../../../src/backend/nn/parameters";
import { type GraphNode, trace } from "../../../src/backend/nn/trace";
import { Random } from "../../../src/backend/util/random";
import { targetsOf } from "../../../src/backend/train/prepare";
import type { StepCase } from "./cases";

export type Answers = ReadonlyMap<string, Float32Array>;

export const SEED = 27;
export const LEARNING_RATE = 1e-3;
export const STATISTICS = { mean: [0.48, 0.45, 0.4], std: [0.23, 0.22, 0.25] } as const;

/** The normalisations that a ReLU6 reads. */
function clippedNorms(graph: readonly GraphNode[]): ReadonlySet<string> {
  const before = graph.flatMap(({ operation, inputs }) =>
    operation.kind === "relu6" ? inputs : [],
  );
  return new Set(
    before.flatMap(({ operation }) => (operation.kind === "batchNorm" ? [operation.name] : [])),
  );
}

/** The case's pictures, labels and state: weights as the network starts, but normalisations with both signs. */
export function inputsOf(test: StepCase) {
  const random = Random.of(SEED, "case", test.title);
  const { imageSize, classes, batch, training } = test;
  const graph = trace(test.network, { imageSize, classes, ...training });
  const inputs =
    training?.part === "head"
      ? Float32Array.from({ length: batch * graph[0]!.shape[0]! }, () => random.normal())
      : Uint8Array.from({ length: batch * imageSize ** 2 * 3 }, () => random.integer(256));
  const heads = training?.heads ?? [classes];
  const labels = Int32Array.from({ length: batch * heads.length }, (_, index) => {
    const unlabelled = heads.length > 1 && index % 5 === 3;
    return unlabelled ? -1 : random.integer(heads[index % heads.length]!);
  });
  const specs = parameters(graph);
  const clipped = clippedNorms(graph);
  const weights = new Map(
    specs.map((spec) => {
      const data = initialise(spec, SEED);
      const isNorm = spec.initial.kind === "constant" && spec.trainable;
      if (isNorm) for (let i = 0; i < data.length; i++) data[i] = data[i]! + 0.4 * random.normal();
      // A ReLU's input that is nearly zero is on either side of it by rounding alone, and one such
      // flip changes a small layer's gradient by half a percent, in PyTorch too. Whole networks have
      // millions: their normalisations lift them out of the way. Single layers are compared as they are.
      const isClipped = clipped.has(spec.name.replace(/\.[a-z]+$/, ""));
      const lifts = test.lifted === true && (isClipped || clipped.size === 0);
      const isLifted = isNorm && lifts && spec.initial.value === 0;
      if (isLifted) for (let i = 0; i < data.length; i++) data[i] = data[i]! + 3;
      const isScale = isNorm && spec.initial.value === 1;
      // A ReLU6 has a second such place at 6: between the two there is room for small scales only.
      const isSmall = isScale && lifts && isClipped;
      if (isSmall) for (let i = 0; i < data.length; i++) data[i] = 0.5 * data[i]!;
      // Every third scale is negative: such channels take the minimum where others take the maximum.
      if (isScale) for (let i = 0; i < data.length; i += 3) data[i] = -data[i]!;
      return [spec.name, { shape: spec.shape, data }];
    }),
  );
  const zeros = () =>
    new Map(
      specs
        .filter(({ trainable }) => trainable)
        .map(({ name, shape }) => {
          const { data } = weights.get(name)!;
          return [name, { shape, data: new Float32Array(data.length) }];
        }),
    );
  const state: TrainingState = {
    step: 0,
    weights,
    firstMoments: zeros(),
    secondMoments: zeros(),
  };
  return { inputs, labels, graph, state };
}

/** With whom each picture shares its label, and how much of its own it keeps. */
export function mixingOf(test: StepCase) {
  if (test.mixed !== true) return undefined;
  const random = Random.of(SEED, "mixing", test.title);
  return {
    partners: Int32Array.from({ length: test.batch }, () => random.integer(test.batch)),
    shares: Float32Array.from({ length: test.batch }, () => random.between(0.5, 1)),
  };
}

/** What training makes of weights and mixtures; PyTorch is given those themselves. */
function trainingTargets(test: StepCase, labels: Int32Array): Float32Array | undefined {
  const mixing = mixingOf(test);
  if (mixing === undefined && test.classWeights === undefined) return undefined;
  const classes = Array.from({ length: test.classes }, (_, index) => String(index));
  return targetsOf(labels, [{ classes, weights: test.classWeights }], { mixing });
}

/** Opens a training session of some engine. */
export type Open = (network: Network, options: TrainingOptions) => Promise<TrainingSession>;

const onProcessor: Open = async (network, options) =>
  await trainingSession(await runtime(), network, options);

/** An engine's answers under the same names as the oracle's; the processor's unless told. */
export async function engineAnswers(test: StepCase, open = onProcessor): Promise<Answers> {
  const { inputs, labels, state } = inputsOf(test);
  const { imageSize, classes, batch: count, training, pretrained } = test;
  const beginning = pretrained === true ? { initial: state.weights } : { state };
  const common = { imageSize, classes, seed: SEED, statistics: STATISTICS };
  const options = { ...common, ...training, ...beginning };
  const session = await open(test.network, options);
  const answers = new Map<string, Float32Array>();
  const targets = trainingTargets(test, labels);
  const batch = { inputs, labels, count, ...(targets && { targets }) };
  try {
    for (let step = 1; step <= test.steps; step++) {
      const { loss, logits } = await session.step(batch, test.learningRate ?? LEARNING_RATE);
      answers.set(`loss.${step}`, Float32Array.of(loss));
      answers.set(`logits.${step}`, logits);
      if (step > 1) continue;
      // Starting from zero, the first moment's sum after one step is the gradient itself.
      for (const [name, { data }] of (await session.state()).firstMoments) {
        answers.set(`gradient.${name}`, data);
      }
    }
    answers.set("inference", await session.infer(inputs, count));
    for (const [name, { data }] of (await session.state()).weights) {
      answers.set(`after.${name}`, data);
    }
  } finally {
    await session.dispose();
  }
  return answers;
}
