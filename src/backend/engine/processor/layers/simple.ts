/** Pooling, and the layers of features. */
import { elementCount } from "../../../nn/parameters";
import { type GraphNode, pictureShape } from "../../../nn/trace";
import { dropoutMask, type MaskSite } from "../../dropoutMask";
import { type Lowered, type Lowering, matrices, type Source } from "../lowering";
import type { Area, Memory } from "../memory";

export function maxPool(
  { program }: Lowering,
  operation: { readonly kernel: number; readonly stride: number; readonly padding: number },
  values: { readonly x: Source; readonly node: GraphNode },
): Lowered {
  const { x, node } = values;
  const { kernel, stride, padding } = operation;
  const [channels, height, width] = pictureShape(x.node);
  const window = [height, width, channels, kernel, stride, padding] as const;
  const numbers = elementCount(node.shape);
  const output = program.floats(numbers);
  const places = program.area((batch) => batch * numbers);
  program.call([x.area, output, places], (memory) => {
    const areas = [memory.at(output), memory.at(places)] as const;
    memory.kernels.maxPoolForward(memory.at(x.area), memory.batch, ...window, ...areas);
  });
  return {
    output,
    backward: (gradient, [ofSource]) => {
      if (ofSource === undefined) return;
      const target = ofSource.adding();
      program.call([gradient, places, target], (memory) => {
        const [given, at] = [memory.at(gradient), memory.at(places)];
        memory.kernels.maxPoolBackward(given, at, memory.batch, ...window, memory.at(target));
      });
    },
  };
}

export function globalAvgPool({ program }: Lowering, x: Source): Lowered {
  const [channels, height, width] = pictureShape(x.node);
  const output = program.floats(channels);
  const pixels = height * width;
  program.call([x.area, output], (memory) => {
    const { kernels, batch } = memory;
    kernels.meanForward(memory.at(x.area), batch, pixels, channels, memory.at(output));
  });
  return {
    output,
    backward: (gradient, [ofSource]) => {
      if (ofSource === undefined) return;
      const area = program.floats(channels * pixels);
      program.call([gradient, area], (memory) => {
        const { kernels, batch } = memory;
        kernels.meanBackward(memory.at(gradient), batch, pixels, channels, memory.at(area));
      });
      ofSource.take(area);
    },
  };
}

/** Pictures lie with their channels last, features in the order of PyTorch's: channels first. */
export function flatten({ program }: Lowering, x: Source): Lowered {
  const [channels, height, width] = pictureShape(x.node);
  const pixels = height * width;
  const turned = (from: Area, rows: number, columns: number): Area => {
    const area = program.floats(rows * columns);
    program.call([from, area], (memory) => {
      memory.kernels.transpose(memory.at(from), memory.batch, rows, columns, memory.at(area));
    });
    return area;
  };
  return {
    output: turned(x.area, pixels, channels),
    backward: (gradient, [ofSource]) => {
      ofSource?.take(turned(gradient, channels, pixels));
    },
  };
}

export function linear(
  { program, products, weight, gradient: gradientOf }: Lowering,
  operation: { readonly name: string; readonly out: number },
  x: Source,
): Lowered {
  const { name, out } = operation;
  const features = elementCount(x.node.shape);
  const weights = matrices(weight(`${name}.weight`), 1, out, features);
  const output = program.floats(out);
  const rowsOf = (memory: Memory, area: Area, columns: number) =>
    matrices(memory.floats(area), 1, memory.batch, columns);
  program.call([x.area, output], async (memory) => {
    const result = rowsOf(memory, output, out);
    await products.multiply("timesTransposed", rowsOf(memory, x.area, features), weights, result);
    const bias = weight(`${name}.bias`);
    const { data } = result;
    for (let i = 0; i < memory.batch * out; i++) data[i] = (data[i] ?? 0) + (bias[i % out] ?? 0);
  });
  return {
    output,
    backward: (gradient, [ofSource]) => {
      const [ofWeight, ofBias] = [gradientOf(`${name}.weight`), gradientOf(`${name}.bias`)];
      program.call([gradient, x.area], async (memory) => {
        const given = rowsOf(memory, gradient, out);
        if (ofWeight !== undefined) {
          const result = matrices(ofWeight, 1, out, features);
          await products.multiply(
            "transposedTimes",
            given,
            rowsOf(memory, x.area, features),
            result,
          );
        }
        if (ofBias === undefined) return;
        const sums = new Float64Array(out);
        for (let i = 0; i < memory.batch * out; i++) {
          sums[i % out] = (sums[i % out] ?? 0) + (given.data[i] ?? 0);
        }
        ofBias.set(sums);
      });
      if (ofSource === undefined) return;
      const area = program.floats(features);
      program.call([gradient, area], async (memory) => {
        const result = rowsOf(memory, area, features);
        await products.multiply("product", rowsOf(memory, gradient, out), weights, result);
      });
      ofSource.take(area);
    },
  };
}

/** ReLU of features. */
export function relu({ program }: Lowering, x: Source): Lowered {
  const features = elementCount(x.node.shape);
  const output = program.floats(features);
  program.call([x.area, output], (memory) => {
    const [from, to] = [memory.floats(x.area), memory.floats(output)];
    for (let i = 0; i < memory.batch * features; i++) to[i] = Math.max(from[i] ?? 0, 0);
  });
  return {
    output,
    backward: (gradient, [ofSource]) => {
      if (ofSource === undefined) return;
      program.call([gradient, output], (memory) => {
        const [given, passed] = [memory.floats(gradient), memory.floats(output)];
        for (let i = 0; i < memory.batch * features; i++) {
          if (!((passed[i] ?? 0) > 0)) given[i] = 0;
        }
      });
      ofSource.take(gradient);
    },
  };
}

/** Multiplies features by the step's mask. */
export function dropout({ program, current, seed }: Lowering, x: Source, site: MaskSite): Lowered {
  const { features } = site;
  let mask: Float32Array = new Float32Array();
  const multiply = (memory: Memory, from: Area, to: Area) => {
    const [given, into] = [memory.floats(from), memory.floats(to)];
    for (const [i, factor] of mask.entries()) into[i] = (given[i] ?? 0) * factor;
  };
  const output = program.floats(features);
  program.call([x.area, output], (memory) => {
    mask = dropoutMask(site, { seed, step: current().step, count: memory.batch });
    multiply(memory, x.area, output);
  });
  return {
    output,
    backward: (gradient, [ofSource]) => {
      if (ofSource === undefined) return;
      program.call([gradient], (memory) => {
        multiply(memory, gradient, gradient);
      });
      ofSource.take(gradient);
    },
  };
}
