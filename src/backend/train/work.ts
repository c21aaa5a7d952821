/** What training and cross-validation hand to whatever does the work. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { WholeTrainConfig } from "../../protocol/training";
import type { Dataset } from "../dataset/store";
import type { Engine } from "../engine/engine";
import type { StoredBackbone } from "../runs/backbone";
import type { Material } from "./material";

/** What a training is made of. */
export interface Work {
  readonly dataset: Dataset;
  readonly material: Material;
  readonly config: WholeTrainConfig;
  readonly engine: Engine;
  /** Of the pixels. */
  readonly normalisation: Pick<ChannelStatistics, "mean" | "std">;
  /** Pretrained arrays; absent: from scratch. */
  readonly backbone?: StoredBackbone;
}
