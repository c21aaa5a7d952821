// A small deterministic engine in plain JavaScript: it learns only a network's last linear layer, from the pixels themselves.
import type {
  Batch,
  CompileOptions,
  Engine,
  InferenceSession,
  Inputs,
  TrainingOptions,
  TrainingSession,
  TrainingState,
  WeightArray,
  Weights,
} from "../../../src/backend/engine/engine";
import { checkedWeight } from "../../../src/backend/engine/checkWeights";
import { initialise } from "../../../src/backend/nn/initialise";
import type { Network } from "../../../src/backend/nn/network";
import { parameters } from "../../../src/backend/nn/parameters";
import { trace } from "../../../src/backend/nn/trace";
import { Random } from "../../../src/backend/util/random";
import { softmax } from "../../../src/backend/util/softmax";

const [DECAY, SQUARE_DECAY, EPSILON] = [0.9, 0.999, 1e-8];
/** Share of features that are dropped in training: masks depend on the step, as in the real engines. */
const DROPOUT = 0.2;

/** Names of the last linear layer's arrays and the number of features that it reads. */
interface Head {
  readonly weight: string;
  readonly bias: string;
  readonly features: number;
  readonly classes: number;
}

function headOf(weights: Weights): Head {
  const weight = [...weights.keys()].findLast((name) => name.endsWith(".weight"))!;
  const [classes = 0, features = 0] = weights.get(weight)!.shape;
  return { weight, bias: weight.replace(/weight$/, "bias"), features, classes };
}

/** The picture's channels one after the other, normalised, folded into the number of features. */
function featuresOf(pixels: Inputs, options: CompileOptions, count: number): Float32Array {
  const features = new Float32Array(count);
  const { mean, std } = options.statistics;
  for (let i = 0; i < pixels.length; i++) {
    const value = (pixels[i]! / 255 - mean[i % 3]!) / (std[i % 3]! || 1);
    features[Math.floor((i * count) / pixels.length)]! += (value * count) / pixels.length;
  }
  return features;
}

function forward(weights: Weights, head: Head, features: Float32Array): Float32Array {
  const weight = weights.get(head.weight)!.data;
  const logits = Float32Array.from(weights.get(head.bias)!.data);
  for (let c = 0; c < head.classes; c++) {
    for (let f = 0; f < head.features; f++)
      logits[c]! += weight[c * head.features + f]! * features[f]!;
  }
  return logits;
}

function inferWith(weights: Weights, options: CompileOptions) {
  const head = headOf(weights);
  return (pixels: Inputs, count: number): Promise<Float32Array> => {
    const picture = pixels.length / count;
    const logits = new Float32Array(count * head.classes);
    for (let i = 0; i < count; i++) {
      const one = pixels.subarray(i * picture, (i + 1) * picture);
      logits.set(forward(weights, head, featuresOf(one, options, head.features)), i * head.classes);
    }
    return Promise.resolve(logits);
  };
}

const copy = (arrays: Weights): Weights =>
  new Map([...arrays].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));

const zerosLike = (arrays: Weights, names: readonly string[]): Map<string, WeightArray> =>
  new Map(
    names.map((name) => {
      const { shape, data } = arrays.get(name)!;
      return [name, { shape, data: new Float32Array(data.length) }];
    }),
  );

function initialWeights(network: Network, { classes, imageSize, seed }: TrainingOptions): Weights {
  const specs = parameters(trace(network, { classes, imageSize }));
  return new Map(
    specs.map((spec) => [spec.name, { shape: spec.shape, data: initialise(spec, seed) }]),
  );
}

/** A copy of the weights, checked as the real engines check them. */
function fitting(network: Network, weights: Weights, options: CompileOptions): Weights {
  for (const spec of parameters(trace(network, options))) {
    checkedWeight(weights, spec);
  }
  return copy(weights);
}

class TestSession implements TrainingSession {
  private step_: number;
  private readonly weights: Weights;
  private readonly first: Weights;
  private readonly second: Weights;
  private readonly head: Head;
  readonly infer: TrainingSession["infer"];

  constructor(
    network: Network,
    private readonly options: TrainingOptions,
    private readonly hooks: TestEngineHooks,
  ) {
    const { state } = options;
    this.step_ = state?.step ?? 0;
    this.weights = state
      ? fitting(network, state.weights, options)
      : initialWeights(network, options);
    this.head = headOf(this.weights);
    const names = [this.head.weight, this.head.bias];
    this.first = state ? copy(state.firstMoments) : zerosLike(this.weights, names);
    this.second = state ? copy(state.secondMoments) : zerosLike(this.weights, names);
    this.infer = inferWith(this.weights, options);
  }

  async step({ inputs: pixels, labels, count, targets }: Batch, learningRate: number) {
    await this.hooks.beforeStep?.(this.step_ + 1);
    this.step_++;
    const { head } = this;
    const random = Random.of(this.options.seed, "dropout", this.step_);
    const gradients = new Map([
      [head.weight, new Float32Array(head.classes * head.features)],
      [head.bias, new Float32Array(head.classes)],
    ]);
    const logits = new Float32Array(count * head.classes);
    let loss = 0;
    for (let i = 0; i < count; i++) {
      const picture = pixels.length / count;
      const one = pixels.subarray(i * picture, (i + 1) * picture);
      const features = featuresOf(one, this.options, head.features).map((value) =>
        random.uniform() < DROPOUT ? 0 : value / (1 - DROPOUT),
      );
      const row = forward(this.weights, head, features);
      logits.set(row, i * head.classes);
      const probabilities = softmax(row);
      const target = targets
        ? targets.subarray(i * head.classes, (i + 1) * head.classes)
        : Float32Array.from(probabilities, (_, c) => (labels[i] === c ? 1 : 0));
      const total = target.reduce((sum, part) => sum + part, 0);
      for (const [c, probability] of probabilities.entries()) {
        loss -= (target[c]! * Math.log(probability)) / count;
        const error = (total * probability - target[c]!) / count;
        gradients.get(head.bias)![c]! += error;
        const weight = gradients.get(head.weight)!;
        for (let f = 0; f < head.features; f++)
          weight[c * head.features + f]! += error * features[f]!;
      }
    }
    for (const [name, gradient] of gradients) this.adam(name, gradient, learningRate);
    return { loss: this.hooks.loss?.(this.step_, loss) ?? loss, logits };
  }

  private adam(name: string, gradient: Float32Array, learningRate: number): void {
    const [w, m, v] = [this.weights, this.first, this.second].map((each) => each.get(name)!.data);
    for (const [i, g] of gradient.entries()) {
      m![i] = DECAY * m![i]! + (1 - DECAY) * g;
      v![i] = SQUARE_DECAY * v![i]! + (1 - SQUARE_DECAY) * g * g;
      const mean = m![i] / (1 - DECAY ** this.step_);
      const square = v![i] / (1 - SQUARE_DECAY ** this.step_);
      w![i]! -= (learningRate * mean) / (Math.sqrt(square) + EPSILON);
    }
  }

  state(): Promise<TrainingState> {
    return Promise.resolve({
      step: this.step_,
      weights: copy(this.weights),
      firstMoments: copy(this.first),
      secondMoments: copy(this.second),
    });
  }

  dispose(): Promise<void> {
    this.hooks.disposed?.();
    return Promise.resolve();
  }
}

/** Where a test may look in or make things fail. */
export interface TestEngineHooks {
  /** Called before each step with its number, counted from 1. */
  readonly beforeStep?: (step: number) => Promise<void> | void;
  /** Replaces the loss of a step. */
  readonly loss?: (step: number, loss: number) => number;
  /** A session, of whatever kind, was disposed. */
  readonly disposed?: () => void;
  /** An inference session was made. */
  readonly inferring?: () => void;
}

export function testEngine(hooks: TestEngineHooks = {}): Engine {
  return {
    id: "cpu",
    device: "test engine",
    train: (network, options) => Promise.resolve(new TestSession(network, options, hooks)),
    infer(network, weights, options): Promise<InferenceSession> {
      hooks.inferring?.();
      const dispose = () => {
        hooks.disposed?.();
        return Promise.resolve();
      };
      return Promise.resolve({
        outputs: options.classes,
        infer: inferWith(fitting(network, weights, options), options),
        dispose,
      });
    },
  };
}
