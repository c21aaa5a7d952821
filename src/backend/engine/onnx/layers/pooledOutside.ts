/** Convolution in the graph; normalisation, ReLU and pooling between two parts of it, by our own kernels. */
import type { Lowered, Outside, Tape } from "../tape";
import { convolve, inputGradient, weightGradient } from "./convolution";
import type { PooledBlock } from "./pooledBlock";

/** Whether the kernels can do the pooling. */
export function isPooledByTwo({ pool }: PooledBlock): boolean {
  return pool.kernel === 2 && pool.stride === 2;
}

/** The whole block; the bias of the convolution stays outside, as it only moves the mean that is tracked. */
export function pooledOutside(
  tape: Tape,
  outside: Outside,
  from: { readonly block: PooledBlock; readonly x: string },
): Lowered {
  const { g } = tape;
  const { block, x } = from;
  const { convolution, input, output } = block;
  const weight = tape.weight(`${convolution.name}.weight`);
  const z = convolve(g, convolution, { x, weight });
  const { result, backward } = outside.pool(block, z);
  return {
    output: result,
    backward: (gradient, wanted) => {
      const ofZ = backward(gradient);
      const ofWeight = weightGradient(g, convolution, { x, gradient: ofZ, input, output });
      tape.learn(`${convolution.name}.weight`, ofWeight);
      if (!wanted) return [undefined];
      return [inputGradient(g, convolution, { gradient: ofZ, weight, input })];
    },
  };
}
