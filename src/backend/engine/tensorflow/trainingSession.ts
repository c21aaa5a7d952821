/** A network being trained in TensorFlow. */
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Network } from "../../nn/network";
import { trace } from "../../nn/trace";
import type {
  Batch,
  Inputs,
  StepResult,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../engine";
import { dropoutMask } from "../dropoutMask";
import { oneHot } from "../oneHot";
import { adamUpdate } from "./adam";
import { Arrays } from "./arrays";
import { normaliseByBatch, normaliseByRunning, tracked } from "./batchNorm";
import { inputTensor } from "./inputs";
import type { Tf } from "./library";
import { crossEntropy } from "./loss";
import { runNetwork } from "./runNetwork";
import { TensorOps } from "./tensorOps";

/** Inference on the way goes through so many pictures at once, as little memory as training needs. */
const INFER_PICTURES = 32;

class TensorFlowTrainingSession implements TrainingSession {
  private stepsDone: number;

  constructor(
    private readonly tf: Tf,
    private readonly network: Network,
    private readonly options: TrainingOptions,
    private readonly arrays: Arrays,
  ) {
    this.stepsDone = options.state?.step ?? 0;
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { tf } = this;
    const step = this.stepsDone + 1;
    const { maxGradientNorm } = this.options;
    const kept = tf.tidy(() => {
      const { loss, logits, gradients } = this.differentiate(batch, step);
      const clipping = maxGradientNorm === undefined ? {} : { maxGradientNorm };
      const rule = { step, learningRate, ...clipping };
      adamUpdate(tf, this.arrays.learned, { gradients, rule });
      return { loss, logits };
    });
    const [loss, logits] = await Promise.all([kept.loss.data(), kept.logits.data<"float32">()]);
    tf.dispose(kept);
    this.stepsDone = step;
    return { loss: loss[0] ?? Number.NaN, logits: Float32Array.from(logits) };
  }

  async infer(inputs: Inputs, count: number): Promise<Float32Array> {
    const { tf, network, options, arrays } = this;
    const logits = new Float32Array(count * options.classes);
    const each = inputs.length / count;
    const normalise = normaliseByRunning(tf, arrays.read);
    for (let at = 0; at < count; at += INFER_PICTURES) {
      const pictures = Math.min(INFER_PICTURES, count - at);
      const part = inputs.subarray(at * each, (at + pictures) * each);
      const result = tf.tidy(() => {
        const ops = new TensorOps(tf, { array: arrays.read, normalise });
        return runNetwork(network, options, { ops, x: inputTensor(tf, options, part, pictures) });
      });
      logits.set(await result.data<"float32">(), at * options.classes);
      result.dispose();
    }
    return logits;
  }

  async state(): Promise<TrainingState> {
    return { step: this.stepsDone, ...(await this.arrays.copy()) };
  }

  dispose(): Promise<void> {
    this.arrays.dispose();
    return Promise.resolve();
  }

  /** Forward and backward; running statistics are changed on the way. */
  private differentiate(batch: Batch, step: number) {
    const { tf, options, arrays, network } = this;
    const { classes, heads = [classes], seed } = options;
    const { count } = batch;
    const x = inputTensor(tf, options, batch.inputs, count);
    const targets = batch.targets ?? oneHot(batch.labels, heads);
    let dropouts = 0;
    const mask = (features: number, rate: number): Tensor2D => {
      const input = `mask${dropouts++}`;
      const values = dropoutMask({ input, features, rate }, { seed, step, count });
      return tf.tensor(values, [count, features]);
    };
    let logits: Tensor | undefined;
    const statistics: (readonly [name: string, value: Tensor])[] = [];
    const normalise =
      options.frozenStatistics === true
        ? normaliseByRunning(tf, arrays.read)
        : normaliseByBatch(tf, arrays.read, (name, { mean, variance }) => {
            statistics.push([`${name}.running_mean`, tf.keep(mean)]);
            statistics.push([`${name}.running_var`, tf.keep(variance)]);
          });
    const forward = () => {
      const ops = new TensorOps(tf, { array: arrays.read, normalise, dropoutMask: mask });
      const result = runNetwork(network, options, { ops, x });
      logits = tf.keep(result);
      const wanted = tf.tensor<Tensor2D["rankType"]>(targets, [count, classes]);
      return crossEntropy(tf, { logits: result as Tensor2D, targets: wanted }, heads);
    };
    const learned = [...arrays.learned]
      .filter(([name]) => arrays.hasGradient(name))
      .map(([, { weight }]) => weight);
    const { value, grads } = tf.variableGrads(forward, learned);
    const names = new Map([...arrays.learned].map(([name, { weight }]) => [weight.name, name]));
    const gradients = Object.fromEntries(
      Object.entries(grads).map(([variable, gradient]) => [names.get(variable) ?? "", gradient]),
    );
    for (const [name, value] of statistics) {
      const running = arrays.read(name);
      running.assign(tracked(tf, running, value));
      value.dispose();
    }
    if (logits === undefined) throw new TypeError("the network gave no logits");
    return { loss: value, logits, gradients };
  }
}

/** Fills the network's arrays, from the state or from the seed. */
export function trainingSession(
  tf: Tf,
  network: Network,
  options: TrainingOptions,
): TrainingSession {
  const arrays = new Arrays(tf, trace(network, options), options);
  return new TensorFlowTrainingSession(tf, network, options, arrays);
}
