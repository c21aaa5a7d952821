/** What a frozen backbone makes of a data set's pictures: computed once each, kept on disk. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ChannelStatistics } from "../../protocol/dataset";
import { mirrorAll } from "../augment/training/geometry";
import { openPixelCache } from "../dataset/cache";
import { type Dataset, pupilFolder } from "../dataset/store";
import type { Engine, InferenceSession, Weights } from "../engine/engine";
import type { Network } from "../nn/network";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { type FeatureTable, readFeatures, writeFeatures } from "./featureFile";

/** Pictures that go through a backbone at once: enough to keep all cores busy, and little memory. */
export const PICTURES_AT_ONCE = 32;

/** A network's pretrained backbone. */
export interface Backbone {
  readonly network: Network;
  readonly weights: Weights;
  /** SHA-256 of its arrays, hexadecimal. */
  readonly digest: string;
}

/** Which features are wanted. */
export interface FeatureOptions {
  readonly engine: Engine;
  readonly backbone: Backbone;
  /** Pixels a side. */
  readonly imageSize: number;
  /** Of the pixels. */
  readonly normalisation: Pick<ChannelStatistics, "mean" | "std">;
  /** Of the pictures' mirror images. */
  readonly isMirrored: boolean;
  /** Indices of the samples that will be read. */
  readonly pictures: readonly number[];
}

/** Features of pictures of a data set. */
export interface Features {
  /** Numbers a picture. */
  readonly width: number;
  /** Copies the rows of those samples into [pictures, width]. */
  read(indices: readonly number[], into: Float32Array): void;
}

/** Says what features depend on, but for the picture: another key, another file. */
function keyOf({ engine, backbone, imageSize, normalisation, isMirrored }: FeatureOptions): string {
  const { mean, std } = normalisation;
  const { network, digest } = backbone;
  const all = [engine.id, network.name, digest, imageSize, mean, std, isMirrored];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

/** A table while it grows: the known rows of the data set's pictures, and room for those to come. */
class Growing {
  readonly missing: readonly number[];
  private readonly width: number;
  private readonly hashes: string[] = [];
  private readonly values: Float32Array;

  constructor(
    { samples, excluded }: Dataset,
    pictures: readonly number[],
    { width, known }: { readonly width: number; readonly known: FeatureTable | undefined },
  ) {
    this.width = width;
    const rowOf = new Map(known?.hashes.map((hash, row) => [hash, row]));
    const indexOf = new Map<string, number>();
    for (const index of pictures) {
      const hash = samples[index]?.hash ?? "";
      if (!indexOf.has(hash)) indexOf.set(hash, index);
    }
    // What is known of other pictures stays as long as they are there: they may be asked for again.
    const there = [...samples, ...excluded].flatMap(({ hash }) => (rowOf.has(hash) ? hash : []));
    const kept = new Set([...there, ...indexOf.keys()]);
    this.missing = [...indexOf].flatMap(([hash, index]) => (rowOf.has(hash) ? [] : index));
    this.values = new Float32Array(kept.size * width);
    for (const hash of kept) {
      const row = rowOf.get(hash);
      if (known === undefined || row === undefined) continue;
      this.add(hash, known.values.subarray(row * width, (row + 1) * width));
    }
  }

  add(hash: string, row: Float32Array): void {
    this.values.set(row, this.hashes.length * this.width);
    this.hashes.push(hash);
  }

  table(key: string): FeatureTable {
    const { width, hashes } = this;
    return { key, width, hashes, values: this.values.subarray(0, hashes.length * width) };
  }
}

/** Runs the backbone over the missing pictures. */
async function compute(
  growing: Growing,
  work: {
    readonly dataset: Dataset;
    readonly session: InferenceSession;
    readonly options: FeatureOptions;
  },
  context: TaskContext,
): Promise<void> {
  const { dataset, session, options } = work;
  const { imageSize: size, isMirrored } = options;
  const length = size * size * 3;
  const pixels = new Uint8Array(PICTURES_AT_ONCE * length);
  const { missing } = growing;
  const cache = await openPixelCache(dataset, size, context);
  const meter = new ProgressMeter("features", missing.length, "pictures", context.progress);
  try {
    for (let at = 0; at < missing.length; at += PICTURES_AT_ONCE) {
      throwIfCancelled(context.signal);
      const group = missing.slice(at, at + PICTURES_AT_ONCE);
      cache.read(group, pixels);
      const batch = pixels.subarray(0, group.length * length);
      if (isMirrored) mirrorAll(batch, size);
      const rows = await session.infer(batch, group.length);
      const width = session.outputs;
      for (const [i, index] of group.entries()) {
        const hash = dataset.samples[index]?.hash ?? "";
        growing.add(hash, rows.subarray(i * width, (i + 1) * width));
      }
      meter.tick(group.length);
    }
  } finally {
    await cache.close();
  }
}

function featuresOf(dataset: Dataset, { width, hashes, values }: FeatureTable): Features {
  const rowOf = new Map(hashes.map((hash, row) => [hash, row]));
  const rows = dataset.samples.map(({ hash }) => rowOf.get(hash) ?? -1);
  return {
    width,
    read(indices, into) {
      for (const [at, index] of indices.entries()) {
        const row = rows[index] ?? -1;
        if (row < 0) throw new RangeError(`there are no features of picture ${index}`);
        into.set(values.subarray(row * width, (row + 1) * width), at * width);
      }
    },
  };
}

function hasAll({ samples }: Dataset, pictures: readonly number[], { hashes }: FeatureTable) {
  const known = new Set(hashes);
  return pictures.every((index) => known.has(samples[index]?.hash ?? ""));
}

/**
 * Opens DIR/.pupil/features/<key>.f32. Pictures that it lacks are computed first; a damaged file is
 * made anew. When that is cancelled or fails, what was computed until then is kept for the next time.
 */
export async function openFeatures(
  dataset: Dataset,
  options: FeatureOptions,
  context: TaskContext,
): Promise<Features> {
  throwIfCancelled(context.signal);
  const { engine, backbone, imageSize, normalisation, pictures } = options;
  const key = keyOf(options);
  const path = join(pupilFolder(dataset.summary.directory), "features", `${key.slice(0, 32)}.f32`);
  const known = await readFeatures(path, key);
  if (known !== undefined && hasAll(dataset, pictures, known)) return featuresOf(dataset, known);
  const session = await engine.infer(backbone.network, backbone.weights, {
    part: "backbone",
    imageSize,
    classes: 0,
    statistics: normalisation,
  });
  const growing = new Growing(dataset, pictures, { width: session.outputs, known });
  const before = growing.table(key).hashes.length;
  try {
    await compute(growing, { dataset, session, options }, context);
  } finally {
    await session.dispose();
    const table = growing.table(key);
    if (table.hashes.length > before) await writeFeatures(path, table);
  }
  return featuresOf(dataset, growing.table(key));
}
