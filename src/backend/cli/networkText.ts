/** Networks as text. */
import type { NetworkDescription } from "../../protocol/network";
import { columns, grouped, table } from "./table";

/** Layers with shapes, parameters and operations, and their sums. */
export function networkText(description: NetworkDescription): string {
  const { network, classes, imageSize, parameters, flops, layers } = description;
  const rows = layers.map((layer) => [
    layer.name,
    layer.kind,
    layer.outputShape.join(" x "),
    layer.parameters === 0 ? "" : grouped(layer.parameters),
    (layer.flops / 1e6).toFixed(2),
  ]);
  return [
    `${network} for ${classes} classes at ${imageSize} x ${imageSize} pixels`,
    table(columns("Layer", "Operation", "Output", ">Parameters", ">MFLOP"), rows),
    `${grouped(parameters)} parameters, ${(flops / 1e9).toFixed(3)} GFLOP a picture forward`,
  ].join("\n");
}
