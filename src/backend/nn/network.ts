/** A network: a name and a function over the operations. */
import type { NetworkName } from "../../protocol/network";
import type { Ops } from "./ops";

export interface Network {
  readonly name: NetworkName;
  /** From pictures [batch, 3, size, size] to logits [batch, classes]. */
  readonly build: <T>(ops: Ops<T>, x: T, classes: number) => T;
}
