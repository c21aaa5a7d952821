/** Runs a network, or a part of it, on tensors. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Network } from "../../nn/network";
import type { CompileOptions } from "../engine";
import type { TensorOps } from "./tensorOps";

/** Gives logits [count, classes], or features where only the backbone is wanted. */
export function runNetwork(
  network: Network,
  { part = "whole", classes }: CompileOptions,
  { ops, x }: { readonly ops: TensorOps; readonly x: Tensor },
): Tensor {
  const features = part === "head" ? x : network.backbone<Tensor>(ops, x);
  return part === "backbone" ? features : network.head<Tensor>(ops, features, classes);
}
