/** A network: a name and two functions over the operations. */
import type { NetworkName } from "../../protocol/network";
import type { Ops } from "./ops";

/** What is compiled of a network: all of it, or one of the two functions that it consists of. */
export type Part = "whole" | "backbone" | "head";

/** The whole network is `head(backbone(pictures))`. */
export interface Network {
  readonly name: NetworkName;
  /** From pictures [batch, 3, size, size] to features [batch, features]. */
  readonly backbone: <T>(ops: Ops<T>, x: T) => T;
  /** From features [batch, features] to logits [batch, classes]. */
  readonly head: <T>(ops: Ops<T>, features: T, classes: number) => T;
  /**
   * The backbone's stages from the pictures to the features, each as the dotted prefixes of its
   * arrays' names, for example [["conv1", "bn1"], ["layer1"]]: what learning rates are graded by.
   */
  readonly stages: readonly (readonly string[])[];
}
