/** A run's heat maps: its network compiled a second time, with the way back, at the first question. */
import { mirrorAll } from "../augment/training/geometry";
import type { CompileOptions } from "../engine/engine";
import { type ExplanationSession, openExplanation } from "../engine/onnx/explanationSession";
import { findNetwork } from "../nn/registry";
import { readCheckpoint } from "../runs/checkpoints";
import type { RunRecord } from "../runs/schema";
import { averaged } from "./averaged";

/** How much each place of the stretched picture speaks for a class; row-major, not negative. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** Turns left and right about in each row. */
function mirroredRows({ height, width, values }: HeatMap): Float32Array {
  const rows = Array.from({ length: height }, (_, y) =>
    values.slice(y * width, (y + 1) * width).reverse(),
  );
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

/** Explains what the best checkpoint of a run answers. Not for concurrent use. */
export class Explainer {
  private opened: Promise<ExplanationSession> | undefined;

  constructor(
    private readonly run: {
      readonly directory: string;
      readonly record: RunRecord;
      readonly options: CompileOptions;
    },
  ) {}

  /**
   * The heat map of a picture [size, size, 3] for one of the logits; averaged with that of the
   * mirror image, turned back, where the run averages its answers so.
   */
  async explain(picture: Uint8Array, logit: number): Promise<HeatMap> {
    this.opened ??= this.open().catch((error: unknown) => {
      this.opened = undefined; // the next one tries again
      throw error;
    });
    const session = await this.opened;
    const { flipAveraging, imageSize } = this.run.record.config;
    const mapOf = async (pixels: Uint8Array): Promise<HeatMap> => {
      const { height, width } = session;
      return { height, width, values: await session.explain(pixels, logit) };
    };
    const plain = await mapOf(picture);
    if (!flipAveraging) return plain;
    const mirrored = await mapOf(mirrorAll(picture.slice(), imageSize));
    return { ...plain, values: averaged(plain.values, mirroredRows(mirrored)) };
  }

  async dispose(): Promise<void> {
    await (await this.opened)?.dispose();
  }

  private async open(): Promise<ExplanationSession> {
    const { directory, record, options } = this.run;
    const { network } = record.config;
    const run = { network, classes: record.classes };
    const { weights } = await readCheckpoint(directory, "best", run);
    return await openExplanation(findNetwork(network), weights, options);
  }
}
