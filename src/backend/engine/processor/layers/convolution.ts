/** Convolutions, each in the way that is the quickest for its shape; without their bias, which the normalisation sees to. */
import { elementCount } from "../../../nn/parameters";
import { pictureShape } from "../../../nn/trace";
import { type Lowered, type Lowering, matrices, type Source } from "../lowering";
import type { Memory } from "../memory";
import type { Unit } from "../units";
import { depthwise } from "./depthwise";
import { isForWinograd, winograd } from "./winograd";

export type Convolution = Extract<Unit, { readonly kind: "convolution" }>;

export function convolution(lowering: Lowering, unit: Convolution, x: Source): Lowered {
  if (unit.operation.groups > 1) return depthwise(lowering, unit, x);
  return isForWinograd(unit) ? winograd(lowering, unit, x) : unfolded(lowering, unit, x);
}

/** Weights so few are summed up picture by picture: one product over all would be too thin for the cores. */
const FEW_WEIGHTS = 16_384;

/** By one product with the patches that the window sees, which of 1 x 1 are the pictures themselves. */
function unfolded(
  { program, products, weight, gradient: gradientOf }: Lowering,
  { operation, node }: Convolution,
  x: Source,
): Lowered {
  const { out, kernel, stride, padding } = operation;
  const [channels, height, width] = pictureShape(x.node);
  const [, rows, columns] = pictureShape(node);
  const name = `${operation.name}.weight`;
  const pixels = rows * columns;
  const taps = kernel * kernel;
  const depth = taps * channels;
  const isPointwise = taps === 1 && stride === 1 && padding === 0;
  const output = program.floats(elementCount(node.shape));
  const window = [height, width, channels, kernel, stride, padding] as const;

  const patches = isPointwise ? x.area : program.floats(pixels * depth);
  if (!isPointwise) {
    program.call([x.area, patches], (memory) => {
      memory.kernels.unfold(memory.at(x.area), memory.batch, ...window, memory.at(patches));
    });
  }
  /** [out, taps, channels], as patches are; the arrays have taps last. */
  const ordered = taps === 1 ? undefined : program.floats(0, out * depth);
  if (ordered !== undefined) {
    program.call([ordered], async (memory) => {
      const result = matrices(memory.floats(ordered), out, taps, channels);
      await products.transpose(matrices(weight(name), out, channels, taps), result);
    });
  }
  const weightsIn = (memory: Memory) =>
    matrices(ordered === undefined ? weight(name) : memory.floats(ordered), 1, out, depth);
  const weightAreas = ordered === undefined ? [] : [ordered];
  program.call([patches, ...weightAreas, output], async (memory) => {
    const all = memory.batch * pixels;
    const result = matrices(memory.floats(output), 1, all, out);
    const rowsOfPatches = matrices(memory.floats(patches), 1, all, depth);
    await products.multiply("timesTransposed", rowsOfPatches, weightsIn(memory), result);
  });

  return {
    output,
    backward: (gradient, [ofSource]) => {
      const learned = gradientOf(name);
      if (learned !== undefined) {
        const apart = out * depth <= FEW_WEIGHTS;
        const parts = apart ? program.floats(out * depth) : program.floats(0, out * depth);
        program.call([gradient, patches, parts], async (memory) => {
          const { batch, kernels } = memory;
          const [products_, rows_] = apart ? [batch, pixels] : [1, batch * pixels];
          await products.multiply(
            "transposedTimes",
            matrices(memory.floats(gradient), products_, rows_, out),
            matrices(memory.floats(patches), products_, rows_, depth),
            matrices(memory.floats(parts), products_, out, depth),
          );
          const at = memory.at(parts);
          for (let part = 1; part < products_; part++) {
            kernels.addTo(at, at + 4 * part * out * depth, out * depth);
          }
          const sum = memory.floats(parts);
          if (taps === 1) learned.set(sum.subarray(0, out * depth));
          else {
            const tapsLast = matrices(learned, out, channels, taps);
            await products.transpose(matrices(sum, out, taps, channels), tapsLast);
          }
        });
      }
      if (ofSource === undefined) return;
      const ofPatches = program.floats(pixels * depth);
      program.call([gradient, ...weightAreas, ofPatches], async (memory) => {
        const all = memory.batch * pixels;
        const given = matrices(memory.floats(gradient), 1, all, out);
        const result = matrices(memory.floats(ofPatches), 1, all, depth);
        await products.multiply("product", given, weightsIn(memory), result);
      });
      if (isPointwise) {
        ofSource.take(ofPatches);
        return;
      }
      const target = ofSource.adding();
      program.call([ofPatches, target], (memory) => {
        memory.kernels.fold(memory.at(ofPatches), memory.batch, ...window, memory.at(target));
      });
    },
  };
}
