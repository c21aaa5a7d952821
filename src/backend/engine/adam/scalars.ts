/** The numbers of the Adam update (Kingma and Ba, 2015), whatever computes it; as in PyTorch. */

/** The defaults of torch.optim.Adam; the two decays also stand in kernels/training/adam.ts. */
export const BETA1 = 0.9;
export const BETA2 = 0.999;
const EPSILON = 1e-8;
/** What torch.nn.utils.clip_grad_norm_ adds to the norm before it divides by it. */
export const NORM_EPSILON = 1e-6;

/** How the update of one parameter differs from the others'. */
export interface ParameterRule {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the learning rate. */
  readonly factor: number;
  /** Decoupled weight decay (Loshchilov and Hutter, 2019): a weight loses rate * decay of itself a step. */
  readonly decay: number;
}

export interface StepRule {
  /** Counted from 1. */
  readonly step: number;
  readonly learningRate: number;
  /** Longer gradients (all parameters' together) are shortened to this; absent: never. */
  readonly maxGradientNorm?: number;
}

/**
 * The scalars of one parameter's update. The moments are kept as sums, M = 0.9 M + g and
 * V = 0.999 V + g g; bias correction and the factors 0.1 and 0.001 are in the two scalars, so that
 * weight = keep * weight - stepSize * M / (sqrt(V) + epsilon) is PyTorch's update.
 */
export function adamScalars(
  { step, learningRate }: StepRule,
  { factor, decay }: Pick<ParameterRule, "factor" | "decay">,
): { readonly stepSize: number; readonly epsilon: number; readonly keep: number } {
  const toMean = (1 - BETA1) / (1 - BETA1 ** step);
  const toRoot = Math.sqrt((1 - BETA2) / (1 - BETA2 ** step));
  const rate = learningRate * factor;
  return { stepSize: (rate * toMean) / toRoot, epsilon: EPSILON / toRoot, keep: 1 - rate * decay };
}
