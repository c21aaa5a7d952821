/** Augments batches of training pictures in place, anew in each epoch. */
import type { AugmentConfig } from "../../../protocol/augment";
import { Random } from "../../util/random";
import { cutOut, jitterColours, mix } from "./colour";
import { drawFor, mixingShare } from "./draws";
import { mirror, place } from "./geometry";

/** Pictures as training reads them. */
export interface Batch {
  /** [pictures, size, size, 3], uint8; changed in place. */
  readonly pixels: Uint8Array;
  /** Index of each picture in the data set. */
  readonly pictures: ArrayLike<number>;
  /** Counted from 1. */
  readonly epoch: number;
}

/** How the labels of a batch are mixed: `shares[i]` of its own, the rest of picture `partners[i]`. */
export interface Mixing {
  /** Positions in the batch. */
  readonly partners: Int32Array;
  /** 0.5..1. */
  readonly shares: Float32Array;
}

/** What cut-out squares are painted with unless the data set's mean is given. */
const GREY: readonly [number, number, number] = [128, 128, 128];

/**
 * Applies a configuration to batches. The result for a picture depends on (seed, epoch, picture)
 * alone, but for mixup, which also depends on what else is in the batch.
 */
export class BatchAugmenter {
  private readonly scratch: Uint8Array;
  private unmixed = new Uint8Array(0);

  constructor(
    private readonly config: AugmentConfig,
    private readonly options: {
      /** Pixels a side. */
      readonly size: number;
      readonly seed: number;
      /** Colour of cut-out squares, red, green, blue, 0..255: the mean vanishes in normalising. */
      readonly fill?: readonly [number, number, number];
    },
  ) {
    this.scratch = new Uint8Array(options.size * options.size * 3);
  }

  /** Changes the batch's pixels; says how labels are to be mixed, or undefined without mixup. */
  apply(batch: Batch): Mixing | undefined {
    const length = this.scratch.length;
    for (let at = 0; at < batch.pictures.length; at++) {
      const pixels = batch.pixels.subarray(at * length, (at + 1) * length);
      this.applyToOne(pixels, batch.epoch, batch.pictures[at] ?? 0);
    }
    return this.config.mixup > 0 ? this.mixAll(batch) : undefined;
  }

  private applyToOne(pixels: Uint8Array, epoch: number, picture: number): void {
    const { config, options } = this;
    const { size, seed, fill = GREY } = options;
    const { placement, jitter, cutout } = drawFor(config, { seed, epoch, picture });
    if (config.randomResizedCrop > 0 || config.rotation > 0) {
      place(pixels, this.scratch, size, placement);
      pixels.set(this.scratch);
    } else if (placement.flip) {
      mirror(pixels, size);
    }
    if (config.colourJitter > 0) jitterColours(pixels, jitter);
    if (config.cutout > 0) cutOut(pixels, size, { ...cutout, fill });
  }

  private mixAll({ pixels, pictures, epoch }: Batch): Mixing {
    const count = pictures.length;
    const length = this.scratch.length;
    if (this.unmixed.length < count * length) this.unmixed = new Uint8Array(count * length);
    this.unmixed.set(pixels.subarray(0, count * length));
    const partners = new Int32Array(count);
    const shares = new Float32Array(count);
    for (let at = 0; at < count; at++) {
      const random = Random.of(this.options.seed, "mixup", epoch, pictures[at] ?? 0);
      const share = Math.fround(mixingShare(this.config.mixup, random));
      const partner = random.integer(count);
      partners[at] = partner;
      shares[at] = share;
      const own = pixels.subarray(at * length, (at + 1) * length);
      mix(own, this.unmixed.subarray(partner * length, (partner + 1) * length), share);
    }
    return { partners, shares };
  }
}
