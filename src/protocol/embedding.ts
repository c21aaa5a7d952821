/** Words of the embedding map: a run's pictures in two dimensions, those that the network finds alike side by side. */
import type { SplitName } from "./dataset";

export interface EmbedRequest {
  /** Path of the run's folder. */
  readonly run: string;
  /** Default: the pictures of all parts. */
  readonly split?: SplitName;
  /** How many of its nearest pictures each is to stay close to, itself among them. Default 15. */
  readonly neighbours?: number;
  /** How close pictures may come to one another, 0..1. Default 0.1. */
  readonly minDistance?: number;
  /** Default 27. */
  readonly seed?: number;
}

/** What the network says of a picture about one of its targets. */
export interface MapAnswer {
  /** Index of the class; null where the picture has no such label. */
  readonly actual: number | null;
  readonly predicted: number;
  /** Of the predicted class, 0..1. */
  readonly probability: number;
}

export interface MapPoint {
  /** Relative to the data set's folder. */
  readonly path: string;
  readonly split: SplitName;
  readonly generated?: true;
  /** Distances mean something, places and directions do not. */
  readonly x: number;
  readonly y: number;
  /** One a target, in their order. */
  readonly answers: readonly MapAnswer[];
}

export interface EmbeddingMap {
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly checkpoint: "best";
  /** The part that it is of; absent: all of them. */
  readonly split?: SplitName;
  readonly neighbours: number;
  readonly minDistance: number;
  readonly seed: number;
  /** Numbers a picture that were laid out: what the network's last layer reads. */
  readonly features: number;
  /** Share of neighbours on the map that are neighbours for the network, 0.5 by chance, 1 at best (Venna and Kaski, 2001). */
  readonly trustworthiness: number;
  readonly targets: readonly { readonly name: string; readonly classes: readonly string[] }[];
  readonly points: readonly MapPoint[];
  /** Pictures of the run that are gone or have changed since it was trained. */
  readonly missing: number;
  readonly seconds: number;
}
