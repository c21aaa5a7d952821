/** The backbone's part of a step, on one thread's share of the pictures. */
import { elementCount } from "../../nn/parameters";
import type { CompileOptions } from "../engine";
import { findLearning } from "../learning";
import type { Current, Lowering } from "./lowering";
import type { Area, Floats, Memory } from "./memory";
import type { Parts } from "./parts";
import { Program } from "./program";
import { Writer } from "./writer";

/** Pictures of one thread. */
export interface Share extends Current {
  /** [count, size, size, 3], bytes. */
  readonly pixels: Uint8Array;
  readonly count: number;
}

/** Values of a byte. */
const LEVELS = 256;

/** What is done between forward and backward: `gradient` is to be filled, unless it is undefined. */
type AtFeatures = (features: Floats, gradient: Floats | undefined) => void | Promise<void>;

export class PicturePart {
  private readonly program = new Program();
  private share: Share | undefined;

  constructor(
    parts: Parts,
    lowering: Omit<Lowering, "program" | "current">,
    values: {
      readonly statistics: CompileOptions["statistics"];
      readonly atFeatures: AtFeatures;
    },
  ) {
    const { program } = this;
    const { input, features: node } = parts;
    const pictures = this.pictures(elementCount(input.shape), values.statistics);
    const current = () => this.running();
    const learning = findLearning(parts.graph, (name) => lowering.gradient(name) !== undefined);
    const source = { node: input, area: pictures };
    const writer = new Writer({ ...lowering, program, current }, learning, source);
    const features = writer.forward(parts.backbone);
    const numbers = elementCount(node.shape);
    const gradient = learning.has(node) ? program.floats(numbers) : undefined;
    const between = gradient === undefined ? [features] : [features, gradient];
    program.call(between, async (memory) => {
      const rows = (area: Area) => memory.floats(area).subarray(0, memory.batch * numbers);
      await values.atFeatures(rows(features), gradient && rows(gradient));
    });
    if (gradient !== undefined) writer.backward(node, gradient, input);
  }

  /** Whether a share of so many pictures has room in what the kernels can address. */
  fits(count: number): boolean {
    return this.program.fits(count);
  }

  async run(share: Share): Promise<void> {
    const memory = this.program.memoryOf(share.count);
    this.share = share;
    await this.program.run(memory);
  }

  private running(): Share {
    if (this.share === undefined) throw new TypeError("no step runs");
    return this.share;
  }

  /** Normalises the pictures: (x / 255 - mean) / std. */
  private pictures(numbers: number, { mean, std }: CompileOptions["statistics"]): Area {
    const { program } = this;
    const bytes = program.area((batch) => batch * numbers);
    const table = program.floats(0, 3 * LEVELS);
    const area = program.floats(numbers);
    const fill = (memory: Memory) => {
      const levels = memory.floats(table);
      for (let i = 0; i < 3 * LEVELS; i++) {
        const channel = Math.floor(i / LEVELS);
        levels[i] = ((i % LEVELS) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      }
    };
    program.call([bytes, table, area], (memory) => {
      const from = memory.at(bytes);
      const count = memory.batch * numbers;
      fill(memory);
      new Uint8Array(memory.buffer, from, count).set(this.running().pixels);
      memory.kernels.lookUp(from, count / 3, memory.at(table), memory.at(area));
    });
    return area;
  }
}
