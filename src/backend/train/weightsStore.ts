/** The store of pretrained weights as the service opens it: for the networks that there are. */
import { NETWORK_NAMES } from "../../protocol/network";
import { parameters } from "../nn/parameters";
import { findNetwork } from "../nn/registry";
import { trace } from "../nn/trace";
import type { StoreOptions } from "../weights/add";
import { weightsFolder } from "../weights/folder";

/** Backbones have the same arrays for every number of classes and pixels. */
const ANY = { classes: 2, imageSize: 128, part: "backbone" } as const;

/** Where the store is, and the arrays of each network's backbone. */
export function weightsStore(): StoreOptions {
  const networks = NETWORK_NAMES.map((network) => ({
    network,
    specs: parameters(trace(findNetwork(network), ANY)),
  }));
  return { folder: weightsFolder(), networks };
}
