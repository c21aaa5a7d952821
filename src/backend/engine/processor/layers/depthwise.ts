/** Convolutions of each channel by itself. */
import { elementCount } from "../../../nn/parameters";
import { pictureShape } from "../../../nn/trace";
import type { Lowered, Lowering, Source } from "../lowering";
import type { Convolution } from "./convolution";

export function depthwise(
  { program, weight, gradient: gradientOf }: Lowering,
  { operation, node }: Convolution,
  x: Source,
): Lowered {
  const { kernel, stride, padding } = operation;
  const [channels, height, width] = pictureShape(x.node);
  const name = `${operation.name}.weight`;
  const taps = kernel * kernel;
  const window = [height, width, channels, kernel, stride, padding] as const;
  const output = program.floats(elementCount(node.shape));
  const weights = program.floats(0, taps * channels);
  const work = program.floats(0, 2 * taps);
  /** The arrays have taps last, kernels want channels last. */
  const eachWeight = (visit: (inArray: number, inKernel: number) => void) => {
    for (let channel = 0; channel < channels; channel++) {
      for (let tap = 0; tap < taps; tap++) visit(channel * taps + tap, tap * channels + channel);
    }
  };

  program.call([x.area, weights, output, work], (memory) => {
    const [from, to] = [weight(name), memory.floats(weights)];
    eachWeight((inArray, inKernel) => {
      to[inKernel] = from[inArray] ?? 0;
    });
    const areas = [memory.at(weights), memory.at(output), memory.at(work)] as const;
    memory.kernels.depthwiseForward(memory.at(x.area), memory.batch, ...window, ...areas);
  });
  return {
    output,
    backward: (gradient, [ofSource]) => {
      const learned = gradientOf(name);
      if (learned !== undefined) {
        const sums = program.doubles(taps * channels);
        const rowSums = program.floats(0, taps * channels);
        program.call([gradient, x.area, sums, rowSums, work], (memory) => {
          const { kernels, batch } = memory;
          const [given, from] = [memory.at(gradient), memory.at(x.area)];
          const areas = [memory.at(sums), memory.at(rowSums), memory.at(work)] as const;
          kernels.depthwiseWeights(given, from, batch, ...window, ...areas);
          const all = memory.doubles(sums);
          eachWeight((inArray, inKernel) => {
            learned[inArray] = all[inKernel] ?? 0;
          });
        });
      }
      if (ofSource === undefined) return;
      const target = ofSource.adding();
      program.call([gradient, weights, target, work], (memory) => {
        const { kernels, batch } = memory;
        const areas = [memory.at(weights), memory.at(target), memory.at(work)] as const;
        kernels.depthwiseBackward(memory.at(gradient), batch, ...window, ...areas);
      });
    },
  };
}
