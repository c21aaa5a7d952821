/** Networks and engines as text. */
import type { EngineReport } from "../../protocol/backend";
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

/** Which engines there are, which one is used, and why. */
export function enginesText(reports: readonly EngineReport[]): string {
  const rows = reports.map(({ id, available, chosen, device, reason, memory, imagesPerSecond }) => [
    chosen ? "*" : "",
    id,
    available ? "works" : "absent",
    imagesPerSecond === undefined ? "" : imagesPerSecond.toFixed(1),
    memory === undefined ? "" : `${(memory / 2 ** 30).toFixed(1)} GiB`,
    [device, reason].filter((text) => text !== "").join(". "),
  ]);
  return `${table(columns("", "Engine", "State", ">Pictures/s", ">Memory", "Device, and why"), rows)}\n* what \`auto\` takes; pictures/s: training catDogNet at 64 x 64 pixels, batch 16`;
}
