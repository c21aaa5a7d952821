/** Words of pretrained weights: files that networks begin with instead of random numbers. */
import type { NetworkName } from "./network";

/** What is known of weights, wherever they are. */
export interface WeightsInfo {
  /** Unique in the store: "resnet50-imagenet-v2". */
  readonly name: string;
  readonly network: NetworkName;
  /** Where they came from: an address, the path of a file, or the folder of a run. */
  readonly source: string;
  /** SPDX name; null when nobody said. */
  readonly licence: string | null;
  /** Hexadecimal, of the file. */
  readonly sha256: string;
  readonly bytes: number;
  /** How many classes they were trained to tell apart; null when the file has no head. */
  readonly classes: number | null;
  /** Pixels a side that they were trained for. */
  readonly imageSize: number;
  /** Of the input, by channel: (x / 255 - mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Weights in the store of this user. */
export interface WeightsEntry extends WeightsInfo {
  /** Absolute path of the file. */
  readonly file: string;
  /** ISO 8601. */
  readonly addedAt: string;
}

/** Weights that can be downloaded. */
export interface PublishedWeights {
  /** What `downloadWeights` takes, and the name in the store. */
  readonly name: string;
  /** As their publisher calls them: "ResNet50_Weights.IMAGENET1K_V2". */
  readonly title: string;
  readonly network: NetworkName;
  readonly url: string;
  /** About; the checksum decides. */
  readonly bytes: number;
  readonly licence: string;
  /** Share of ImageNet's validation pictures classified correctly, as published; 0..1, null when it is not. */
  readonly accuracy: number | null;
  /** Whether they are in the store. */
  readonly isStored: boolean;
}

export interface WeightsList {
  /** Absolute path of the store's folder. */
  readonly folder: string;
  /** Sorted by name. */
  readonly stored: readonly WeightsEntry[];
  readonly published: readonly PublishedWeights[];
}

export interface AddWeightsRequest {
  /** Absolute path of a file, an http(s) address, or the folder of a run. */
  readonly source: string;
  /** Name in the store. Default: the file's. */
  readonly name?: string;
  /** SPDX name of the licence, where it is known. */
  readonly licence?: string;
}

export interface AddedWeights {
  readonly entry: WeightsEntry;
  /** False when the same file was there already. */
  readonly isNew: boolean;
  /** What a person should know: what was ignored, numbers that are not finite. Whole sentences. */
  readonly notes: readonly string[];
}

export interface DownloadWeightsRequest {
  /** Of PublishedWeights. */
  readonly name: string;
}

export interface RemoveWeightsRequest {
  /** A name in the store, or the first 6 or more digits of a checksum. */
  readonly name: string;
}
