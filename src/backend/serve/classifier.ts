/** Classifies pictures that came as bytes, a few at once and no more. */
import { availableParallelism } from "node:os";
import type { PictureAnswer } from "../../protocol/serving";
import { probe } from "../dataset/image";
import type { Models } from "../evaluate/models";
import { predictBytes } from "../evaluate/predict";
import { Refusal } from "./refusal";

/** Decoded, so many take 300 MB; the largest cameras make them. */
const MAXIMUM_PIXELS = 100e6;

/** Pictures that are received and classified at the same time; others are asked to come again. */
export const PICTURES_AT_A_TIME = 2 * availableParallelism();

/** Places that are taken and left; nobody waits. */
export class Places {
  private taken = 0;

  constructor(private readonly count: number) {}

  /** Does the work in a place of its own; 503 when there is none. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken >= this.count) {
      const message = `${this.count} pictures are being classified: try again in a moment.`;
      throw new Refusal(503, "run-busy", message, { "Retry-After": "1" });
    }
    this.taken++;
    try {
      return await work();
    } finally {
      this.taken--;
    }
  }
}

/** Refuses small files that decode to huge pictures; what has no head at all is refused later. */
async function assertDecodable(bytes: Uint8Array): Promise<void> {
  const head = await probe(bytes).catch(() => undefined);
  if (head === undefined || head.width * head.height <= MAXIMUM_PIXELS) return;
  const message = `The picture has ${head.width} x ${head.height} pixels, which is too many.`;
  throw new Refusal(413, "invalid-argument", message);
}

export interface ClassifierOptions {
  /** Absolute path of the run's folder. */
  readonly run: string;
  readonly models: Models;
}

/** Says what a picture shows, by the run's model as it is on the disk now. */
export async function classify(
  bytes: Uint8Array,
  asked: { readonly top?: number; readonly signal: AbortSignal },
  { run, models }: ClassifierOptions,
): Promise<PictureAnswer> {
  const startedAt = performance.now();
  await assertDecodable(bytes);
  return await models.use(run, async (model) => {
    const { network, target, secondTarget } = model.record.config;
    const said = await predictBytes(model, bytes, asked);
    const milliseconds = Math.round(10 * (performance.now() - startedAt)) / 10;
    return { network, target, ...(secondTarget && { secondTarget }), ...said, milliseconds };
  });
}
