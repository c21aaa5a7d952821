/** Checks given arrays against what a network needs. */
import { UserError } from "../../protocol/errors";
import { elementCount } from "../nn/parameters";
import type { Weights } from "./engine";

/** The array of that name and shape; "checkpoint-mismatch" when it is missing or of another shape. */
export function checkedWeight(
  weights: Weights,
  wanted: { readonly name: string; readonly shape: readonly number[] },
): Float32Array {
  const { name, shape } = wanted;
  const found = weights.get(name);
  if (found === undefined) {
    const message = `The checkpoint has no "${name}": it is of another network.`;
    throw new UserError("checkpoint-mismatch", message);
  }
  if (found.shape.join() !== shape.join() || found.data.length !== elementCount(shape)) {
    throw new UserError(
      "checkpoint-mismatch",
      `"${name}" in the checkpoint is [${found.shape.join(", ")}], but this network needs` +
        ` [${shape.join(", ")}]: it is of another network, image size or number of classes.`,
    );
  }
  return found.data;
}
