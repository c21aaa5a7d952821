/**
 * Batch normalisation, ReLU and 2 x 2 max pooling of a convolution's output, forward and back, outside
 * the graph: two passes over the large array where operators need a dozen.
 *
 * Normalisation and ReLU keep the order of numbers (or turn it, where the scale is negative), so pooling
 * comes first, and they work on a quarter of the numbers. Going back, z becomes its own gradient.
 */
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM } from "../../nn/parameters";
import { kernelMemory, LINE_BYTES, type TrainingKernels } from "./kernels";

type Floats = Float32Array<ArrayBuffer>;

/** What a layer reads and changes, each [channels]. */
export interface NormArrays {
  readonly weight: Floats;
  readonly bias: Floats;
  readonly runningMean: Floats;
  readonly runningVariance: Floats;
  /** The bias of the convolution, which z is without: it only moves the mean that is tracked. */
  readonly convolutionBias: Floats | undefined;
  /** Where the gradient goes; absent where it is not learned. */
  readonly weightGradient: Floats | undefined;
  readonly biasGradient: Floats | undefined;
}

/** The arrays of a batch; views of one memory. */
export interface PooledArrays {
  /** [batch, channels, height, width]: the convolution's output, without its bias; then its gradient. */
  readonly z: Floats;
  /** [batch, channels, height / 2, width / 2]. */
  readonly result: Floats;
  /** Of the result. */
  readonly gradient: Floats;
}

interface Layout extends PooledArrays {
  readonly kernels: TrainingKernels;
  readonly batch: number;
  readonly pooled: number;
  readonly places: number;
  /** Three arrays [channels] of factors, whatever a kernel asks for. */
  readonly factors: readonly [Floats, Floats, Floats];
  /** [channels, 2]. */
  readonly sums: Float64Array;
}

export class PooledNorm {
  private layout: Layout | undefined;
  /** 1 / sqrt(variance + epsilon) and mean of the last batch. */
  private readonly inverse: Float64Array;
  private readonly mean: Float64Array;

  /** `shape` is z's without the batch: channels, height and width, both even. */
  constructor(
    private readonly shape: readonly [number, number, number],
    private readonly norm: NormArrays,
  ) {
    this.inverse = new Float64Array(shape[0]);
    this.mean = new Float64Array(shape[0]);
  }

  /** The arrays of a batch of so many pictures; throws UserError "out-of-memory". */
  arrays(batch: number): PooledArrays {
    if (this.layout?.batch === batch) return this.layout;
    return (this.layout = this.lay(batch));
  }

  /** From z to the result; tracks the statistics. */
  forward(): void {
    const layout = this.filled();
    const [channels, height, width] = this.shape;
    const { kernels, batch, z, pooled, places, factors, sums, result } = layout;
    const { weight, bias } = this.norm;
    const [signs, scales, shifts] = factors;
    for (let channel = 0; channel < channels; channel++) {
      signs[channel] = (weight[channel] ?? 0) < 0 ? -1 : 1;
    }
    const sides = [batch, channels, height, width] as const;
    const sumsAt = sums.byteOffset;
    kernels.poolForward(z.byteOffset, ...sides, signs.byteOffset, pooled, places, sumsAt);
    this.takeStatistics(layout);
    for (let channel = 0; channel < channels; channel++) {
      const scale = (weight[channel] ?? 0) * (this.inverse[channel] ?? 0);
      scales[channel] = scale;
      shifts[channel] = (bias[channel] ?? 0) - (this.mean[channel] ?? 0) * scale;
    }
    const addresses = [scales.byteOffset, shifts.byteOffset, result.byteOffset] as const;
    kernels.normForward(pooled, batch, channels, (height * width) / 4, ...addresses);
  }

  /** From the result's gradient to z's, and to those of weight and bias. */
  backward(): void {
    const { kernels, batch, z, pooled, places, factors, sums, result, gradient } = this.filled();
    const [channels, height, width] = this.shape;
    const { weight, weightGradient, biasGradient } = this.norm;
    const [from, passed, into] = [gradient.byteOffset, result.byteOffset, sums.byteOffset];
    kernels.normSums(from, passed, pooled, batch, channels, (height * width) / 4, into);
    const size = batch * height * width;
    const [scales, slopes, shifts] = factors;
    for (let channel = 0; channel < channels; channel++) {
      const inverse = this.inverse[channel] ?? 0;
      const mean = this.mean[channel] ?? 0;
      const ofBias = sums[2 * channel] ?? 0;
      const ofWeight = ((sums[2 * channel + 1] ?? 0) - mean * ofBias) * inverse;
      if (weightGradient) weightGradient[channel] = ofWeight;
      if (biasGradient) biasGradient[channel] = ofBias;
      // scale * (gradient - mean(gradient) - xhat * mean(gradient * xhat)), sorted by z
      const scale = (weight[channel] ?? 0) * inverse;
      const slope = (-scale * inverse * ofWeight) / size;
      scales[channel] = scale;
      slopes[channel] = slope;
      shifts[channel] = (-scale * ofBias) / size - slope * mean;
    }
    const sides = [batch, channels, height, width] as const;
    const addresses = [scales.byteOffset, slopes.byteOffset, shifts.byteOffset] as const;
    kernels.poolBackward(from, passed, places, ...sides, ...addresses, z.byteOffset);
  }

  private takeStatistics({ batch, sums }: Layout): void {
    const [channels, height, width] = this.shape;
    const { runningMean, runningVariance, convolutionBias } = this.norm;
    const size = batch * height * width;
    const track = (running: Floats, channel: number, fresh: number) => {
      const kept = (1 - BATCH_NORM_MOMENTUM) * (running[channel] ?? 0);
      running[channel] = kept + BATCH_NORM_MOMENTUM * fresh;
    };
    for (let channel = 0; channel < channels; channel++) {
      const mean = (sums[2 * channel] ?? 0) / size;
      const squares = (sums[2 * channel + 1] ?? 0) / size;
      const variance = Math.max(0, squares - mean * mean);
      this.mean[channel] = mean;
      this.inverse[channel] = 1 / Math.sqrt(variance + BATCH_NORM_EPSILON);
      track(runningMean, channel, mean + (convolutionBias?.[channel] ?? 0));
      track(runningVariance, channel, (variance * size) / (size - 1));
    }
  }

  private filled(): Layout {
    if (this.layout === undefined) throw new TypeError("there is no batch");
    return this.layout;
  }

  private lay(batch: number): Layout {
    const [channels, height, width] = this.shape;
    const numbers = batch * channels * height * width;
    const quarter = numbers / 4;
    let end = 0;
    const take = (bytes: number) => {
      const at = end;
      end += Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
      return at;
    };
    const z = take(4 * numbers);
    const quarters = [take(4 * quarter), take(4 * quarter), take(4 * quarter)] as const;
    const places = take(quarter);
    const factors = [take(4 * channels), take(4 * channels), take(4 * channels)] as const;
    const sums = take(16 * channels);
    const { buffer, kernels } = kernelMemory(end, "a batch: choose a smaller one");
    const quarterOf = (at: number) => new Float32Array(buffer, at, quarter);
    const factorsOf = (at: number) => new Float32Array(buffer, at, channels);
    return {
      kernels,
      batch,
      places,
      pooled: quarters[0],
      z: new Float32Array(buffer, z, numbers),
      result: quarterOf(quarters[1]),
      gradient: quarterOf(quarters[2]),
      factors: [factorsOf(factors[0]), factorsOf(factors[1]), factorsOf(factors[2])],
      sums: new Float64Array(buffer, sums, 2 * channels),
    };
  }
}
