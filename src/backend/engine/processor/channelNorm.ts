/** The factors of batch normalisation a channel, from what the kernels sum up. */
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM } from "../../nn/parameters";
import type { Lowering } from "./lowering";
import type { Floats } from "./memory";

/** What a layer reads and changes, each [channels]. */
interface NormArrays {
  readonly weight: Floats;
  readonly bias: Floats;
  readonly runningMean: Floats;
  readonly runningVariance: Floats;
  /** Of the convolution, which z is without. */
  readonly convolutionBias: Floats | undefined;
}

/** Where gradients go, each [channels]; undefined where an array is not learned. */
interface NormGradients {
  readonly weight: Floats | undefined;
  readonly bias: Floats | undefined;
  readonly convolutionBias: Floats | undefined;
}

export class ChannelNorm {
  /** 1 / sqrt(variance + epsilon) and mean of z in the last batch. */
  private readonly inverse: Float64Array;
  private readonly mean: Float64Array;
  private readonly arrays: NormArrays;
  private readonly gradients: NormGradients;
  private readonly frozen: boolean;

  constructor(
    lowering: Lowering,
    readonly channels: number,
    names: { readonly norm: string; readonly convolution: string; readonly hasBias: boolean },
  ) {
    const { norm, convolution, hasBias } = names;
    const { weight, gradient, frozenStatistics } = lowering;
    this.inverse = new Float64Array(channels);
    this.mean = new Float64Array(channels);
    this.frozen = frozenStatistics;
    this.arrays = {
      weight: weight(`${norm}.weight`),
      bias: weight(`${norm}.bias`),
      runningMean: weight(`${norm}.running_mean`),
      runningVariance: weight(`${norm}.running_var`),
      convolutionBias: hasBias ? weight(`${convolution}.bias`) : undefined,
    };
    this.gradients = {
      weight: gradient(`${norm}.weight`),
      bias: gradient(`${norm}.bias`),
      convolutionBias: hasBias ? gradient(`${convolution}.bias`) : undefined,
    };
  }

  /** Whether the statistics are the batch's own. */
  get needsSums(): boolean {
    return !this.frozen;
  }

  /** 1 where a channel's scale is not negative, else -1. */
  signs(into: Floats): void {
    const { weight } = this.arrays;
    for (let channel = 0; channel < this.channels; channel++) {
      into[channel] = (weight[channel] ?? 0) < 0 ? -1 : 1;
    }
  }

  /**
   * Writes scale and shift [2, channels] of z, from its sums and those of its squares [2, channels] over
   * `size` numbers a channel, and tracks the statistics; or from the running ones.
   */
  forward(sums: Float64Array, size: number, factors: Floats): void {
    if (this.frozen) this.useRunning();
    else this.takeStatistics(sums, size);
    const { channels, inverse, mean } = this;
    const { weight, bias } = this.arrays;
    for (let channel = 0; channel < channels; channel++) {
      const scale = (weight[channel] ?? 0) * (inverse[channel] ?? 0);
      factors[channel] = scale;
      factors[channels + channel] = (bias[channel] ?? 0) - (mean[channel] ?? 0) * scale;
    }
  }

  /**
   * Writes the arrays' gradients, and [3, channels] of which z's gradient is made: scale of the result's
   * gradient, slope of z, and shift. From the sums of the gradient and of it times z.
   */
  backward(sums: Float64Array, size: number, factors: Floats): void {
    const { channels, gradients } = this;
    for (let channel = 0; channel < channels; channel++) {
      const inverse = this.inverse[channel] ?? 0;
      const mean = this.mean[channel] ?? 0;
      const ofBias = sums[channel] ?? 0;
      const ofWeight = ((sums[channels + channel] ?? 0) - mean * ofBias) * inverse;
      const scale = (this.arrays.weight[channel] ?? 0) * inverse;
      if (gradients.weight) gradients.weight[channel] = ofWeight;
      if (gradients.bias) gradients.bias[channel] = ofBias;
      // where the statistics are the batch's own, they take away what the bias would add
      if (gradients.convolutionBias)
        gradients.convolutionBias[channel] = this.frozen ? scale * ofBias : 0;
      // scale * (gradient - mean(gradient) - xhat * mean(gradient * xhat)), sorted by z
      const slope = this.frozen ? 0 : (-scale * inverse * ofWeight) / size;
      factors[channel] = scale;
      factors[channels + channel] = slope;
      factors[2 * channels + channel] = this.frozen ? 0 : (-scale * ofBias) / size - slope * mean;
    }
  }

  private useRunning(): void {
    const { runningMean, runningVariance, convolutionBias } = this.arrays;
    for (let channel = 0; channel < this.channels; channel++) {
      this.mean[channel] = (runningMean[channel] ?? 0) - (convolutionBias?.[channel] ?? 0);
      this.inverse[channel] = 1 / Math.sqrt((runningVariance[channel] ?? 0) + BATCH_NORM_EPSILON);
    }
  }

  private takeStatistics(sums: Float64Array, size: number): void {
    const { channels } = this;
    const { runningMean, runningVariance, convolutionBias } = this.arrays;
    const track = (running: Floats, channel: number, fresh: number) => {
      const kept = (1 - BATCH_NORM_MOMENTUM) * (running[channel] ?? 0);
      running[channel] = kept + BATCH_NORM_MOMENTUM * fresh;
    };
    for (let channel = 0; channel < channels; channel++) {
      const mean = (sums[channel] ?? 0) / size;
      const squares = (sums[channels + channel] ?? 0) / size;
      const variance = Math.max(0, squares - mean * mean);
      this.mean[channel] = mean;
      this.inverse[channel] = 1 / Math.sqrt(variance + BATCH_NORM_EPSILON);
      track(runningMean, channel, mean + (convolutionBias?.[channel] ?? 0));
      track(runningVariance, channel, (variance * size) / Math.max(1, size - 1));
    }
  }
}
