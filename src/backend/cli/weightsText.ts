/** Pretrained weights as text: what is stored, what can be downloaded, what was added. */
import type { AddedWeights, WeightsEntry, WeightsList } from "../../protocol/weights";
import { columns, counted, percent, table } from "./table";

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

function storedRow(entry: WeightsEntry): string[] {
  const { name, network, classes, imageSize, bytes, licence, sha256 } = entry;
  return [
    name,
    network,
    classes === null ? "-" : String(classes),
    String(imageSize),
    megabytes(bytes),
    licence ?? "unknown",
    sha256.slice(0, 12),
  ];
}

const STORED = ["Stored", "Network", ">Classes", ">Pixels", ">MB", "Licence", "SHA-256"];
const PUBLISHED = ["To download", "Network", ">ImageNet", ">MB", "Licence", "From"];

/** Both lists, and how to go on. */
export function weightsText({ folder, stored, published }: WeightsList): string {
  const open = published.filter(({ isStored }) => !isStored);
  const rows = open.map(({ name, network, accuracy, bytes, licence, url }) => [
    name,
    network,
    accuracy === null ? "-" : percent(accuracy),
    megabytes(bytes),
    licence,
    new URL(url).host,
  ]);
  return [
    stored.length === 0
      ? `There are no weights in ${folder} yet.`
      : `${table(columns(...STORED), stored.map(storedRow))}\nin ${folder}`,
    ...(rows.length > 0 ? ["", table(columns(...PUBLISHED), rows)] : []),
    "",
    "Next: pupil weights download NAME, or pupil weights add FILE",
  ].join("\n");
}

/** What was added, and what a person should know of it. */
export function addedText({ entry, isNew, notes }: AddedWeights): string {
  const { name, network, bytes, licence, sha256 } = entry;
  const facts = `${network}, ${megabytes(bytes)} MB, licence ${licence ?? "unknown"}`;
  return [
    `${isNew ? "Added" : "There already:"} ${name} (${facts})`,
    `  SHA-256 ${sha256}`,
    ...notes.map((note) => `  ${note}`),
    `Next: pupil train DIR --target NAME --network ${network} --weights ${name}`,
  ].join("\n");
}

/** What is left. */
export function removedText(name: string, { stored }: WeightsList): string {
  return `Removed ${name}; ${counted(stored.length, "file")} of weights ${stored.length === 1 ? "is" : "are"} left.`;
}
