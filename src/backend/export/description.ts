/** What a program needs to know of an exported network beside its numbers. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { NetworkName } from "../../protocol/network";
import { basename } from "node:path";
import { normalisationOf } from "../runs/records";
import type { RunRecord } from "../runs/schema";
import { type RunTarget, targetsOf } from "../runs/targets";
import { pupilVersion } from "../util/versions";

/** What a target's answers are called, by its place. */
const OUTPUTS = ["probabilities", "secondProbabilities"] as const;

/** A target and where its answers are: an output of its own, or logits from..to. */
export type ExportedTarget = Pick<RunTarget, "name" | "classes" | "from" | "to"> & {
  readonly output: string;
};

export interface Description {
  /** Name of the run's folder. */
  readonly run: string;
  readonly network: NetworkName;
  /** Pixels a side. */
  readonly imageSize: number;
  readonly normalisation: Pick<ChannelStatistics, "mean" | "std">;
  /** Whether answers are averaged with those of the mirror image. */
  readonly isMirrored: boolean;
  readonly targets: readonly ExportedTarget[];
  /** Logits of all targets. */
  readonly logits: number;
}

/** Describes a run. */
export function describeExport(directory: string, record: RunRecord): Description {
  const { network, imageSize, flipAveraging } = record.config;
  const { mean, std } = normalisationOf(record);
  const targets = targetsOf(record).map(({ name, classes, from, to }, place) => ({
    name,
    classes,
    from,
    to,
    output: OUTPUTS[place] ?? "",
  }));
  return {
    run: basename(directory),
    network,
    imageSize,
    normalisation: { mean, std },
    isMirrored: flipAveraging,
    targets,
    logits: targets.at(-1)?.to ?? 0,
  };
}

/** How pictures are made ready, in words. */
function resizeRule(size: number): string {
  return (
    `turned as EXIF says, transparency on white, then stretched to ${size} x ${size} pixels` +
    " by a linear filter that is antialiased (Pillow's BILINEAR)"
  );
}

/**
 * The description as texts by key, as formats keep them; lists are JSON. `input` says what the
 * network reads.
 */
export function metadataOf(
  description: Description,
  input: string,
): Readonly<Record<string, string>> {
  const { run, network, imageSize, normalisation, isMirrored, targets } = description;
  return {
    producer: `Pupil ${pupilVersion()}`,
    run,
    network,
    imageSize: String(imageSize),
    input,
    resize: resizeRule(imageSize),
    mean: JSON.stringify(normalisation.mean),
    std: JSON.stringify(normalisation.std),
    flipAveraging: String(isMirrored),
    targets: JSON.stringify(targets),
  };
}

/** What graphs read: they normalise, average and make probabilities themselves. */
export function bytesInput(size: number): string {
  return `RGB bytes 0..255 [batch, ${size}, ${size}, 3]; mean, std and flipAveraging are in the graph`;
}

/** What the arrays of a network read, as PyTorch does. */
export function normalisedInput(size: number): string {
  return (
    `RGB [batch, 3, ${size}, ${size}], (byte / 255 - mean) / std; gives the logits of all targets` +
    " side by side, which are averaged with those of the mirror image where flipAveraging is true"
  );
}
