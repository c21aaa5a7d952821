/** Finds the pretrained weights that a configuration asks for, or says how to get some. */
import { UserError } from "../../protocol/errors";
import type { NetworkName } from "../../protocol/network";
import type { WeightsInfo } from "../../protocol/weights";
import { findNetwork } from "../nn/registry";
import { parameters } from "../nn/parameters";
import { trace } from "../nn/trace";
import { digestOf, type StoredBackbone } from "../runs/backbone";
import { weightsFolder } from "../weights/folder";
import { openWeights } from "../weights/openWeights";
import { readIndex } from "../weights/storeIndex";
import type { AskedConfig } from "./config";

export interface Pretrained extends StoredBackbone {
  readonly info: WeightsInfo;
  /** What a person should know, in whole sentences. */
  readonly notes: readonly string[];
}

/** The one kind of weights in the store that fits; throws "weights-missing" where there is no one. */
async function onlyStored(network: NetworkName, method: string): Promise<string> {
  const stored = await readIndex(weightsFolder());
  const names = stored.filter((entry) => entry.network === network).map(({ name }) => name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const which =
    names.length > 1
      ? `Name one of those in the store: ${names.join(", ")}.`
      : "There are none in the store: download some (`pupil weights list`), add a file" +
        " (`pupil weights add FILE`), or train from scratch with the method full.";
  const message = `The method ${method} needs pretrained weights of ${network}. ${which}`;
  throw new UserError("weights-missing", message);
}

/**
 * Opens the weights of a configuration; undefined when it trains from scratch. Throws
 * "weights-missing" when its method needs weights and it is not clear which.
 */
export async function openPretrained(config: AskedConfig): Promise<Pretrained | undefined> {
  const { network, method, imageSize } = config;
  if (config.weights === undefined && method === "full") return undefined;
  const reference = config.weights ?? (await onlyStored(network, method));
  const specs = parameters(
    trace(findNetwork(network), { classes: 1, imageSize, part: "backbone" }),
  );
  const { arrays, entry, notes } = await openWeights(reference, { network, specs });
  return { weights: arrays, digest: digestOf(arrays), info: entry, notes };
}
