/** Whether stored arrays are those of a network: a checkpoint of another one is a sentence, not a crash. */
import { UserError } from "../../protocol/errors";
import type { Network } from "./network";
import { parameters } from "./parameters";
import { trace } from "./trace";

/** What the arrays should be of, and where they came from. */
export interface Expected {
  readonly network: Network;
  readonly classes: number;
  readonly imageSize: number;
  /** For the sentence: a path. */
  readonly source: string;
}

/** Throws "checkpoint-mismatch" unless the arrays are the network's, all of them, and in its shapes. */
export function assertWeightsFit(
  weights: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  { network, classes, imageSize, source }: Expected,
): void {
  const specs = parameters(trace(network, classes, imageSize));
  const mismatch = (reason: string) =>
    new UserError(
      "checkpoint-mismatch",
      `${source} does not hold weights of ${network.name} for ${classes} classes at` +
        ` ${imageSize} pixels: ${reason}.`,
    );
  for (const { name, shape } of specs) {
    const found = weights.get(name)?.shape;
    if (found === undefined) throw mismatch(`"${name}" is missing`);
    if (found.join() !== shape.join()) {
      throw mismatch(`"${name}" is [${found.join(", ")}] instead of [${shape.join(", ")}]`);
    }
  }
  if (weights.size > specs.length) {
    const known = new Set(specs.map(({ name }) => name));
    const extra = [...weights.keys()].find((name) => !known.has(name)) ?? "";
    throw mismatch(`"${extra}" is not one of its arrays`);
  }
}
