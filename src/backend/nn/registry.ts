/** The networks by name. */
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES, type NetworkName } from "../../protocol/network";
import type { Network } from "./network";
import { catDogNet } from "./networks/catDogNet";
import { mobileNetV2 } from "./networks/mobileNetV2";
import { resnet34, resnet50 } from "./networks/resnet";

const NETWORKS: Readonly<Record<NetworkName, Network>> = {
  catDogNet,
  mobileNetV2,
  resnet34,
  resnet50,
};

/** The network of that name; throws UserError "unknown-network". */
export function findNetwork(name: string): Network {
  const known = NETWORK_NAMES.find((candidate) => candidate === name);
  if (known) return NETWORKS[known];
  const names = NETWORK_NAMES.join(", ");
  throw new UserError("unknown-network", `There is no network "${name}"; choose one of ${names}.`);
}
