/** Writes a trained run's network as files for other programs, with a program that shows their use. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ExportReport, ExportRequest } from "../../protocol/exporting";
import type { Weights } from "../engine/engine";
import { checkedWeight } from "../engine/checkWeights";
import { classifierModel } from "../engine/onnx/classifierModel";
import { optionsOf } from "../evaluate/models";
import { foldNorms } from "../nn/foldNorms";
import { parameters } from "../nn/parameters";
import { findNetwork } from "../nn/registry";
import { trace } from "../nn/trace";
import { readCheckpoint } from "../runs/checkpoints";
import { runDirectory } from "../runs/folder";
import { readRecord } from "../runs/records";
import type { RunRecord } from "../runs/schema";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { encodeTensors } from "../util/safetensors";
import {
  bytesInput,
  describeExport,
  type Description,
  metadataOf,
  normalisedInput,
} from "./description";
import { onnxForNode, tfjsForNode } from "./examples/node";
import { onnxForPython, safetensorsForPython } from "./examples/python";
import { checkFolder, type Content, writeFolder } from "./folder";
import { tfjsModel } from "./tfjs/model";

type Files = ReadonlyMap<string, Content>;

interface Trained {
  readonly record: RunRecord;
  readonly weights: Weights;
  readonly description: Description;
}

/** The network without normalisations, as it is used. */
function folded({ record, weights }: Trained) {
  const graph = trace(findNetwork(record.config.network), optionsOf(record));
  const shapes = new Map(parameters(graph).map(({ name, shape }) => [name, shape]));
  return foldNorms(graph, (name) =>
    checkedWeight(weights, { name, shape: shapes.get(name) ?? [] }),
  );
}

function onnxFiles(trained: Trained): Files {
  const { record, description } = trained;
  const { isMirrored, targets, imageSize } = description;
  const metadata = metadataOf(description, bytesInput(imageSize));
  const options = { ...optionsOf(record), outputs: targets, isMirrored, metadata };
  return new Map<string, Content>([
    ["model.onnx", classifierModel(folded(trained), options)],
    ["classify.mjs", onnxForNode(description)],
    ["classify.py", onnxForPython()],
  ]);
}

function safetensorsFiles({ weights, description }: Trained): Files {
  const metadata = metadataOf(description, normalisedInput(description.imageSize));
  return new Map<string, Content>([
    ["model.safetensors", encodeTensors({ arrays: weights, metadata })],
    ["classify.py", safetensorsForPython(description)],
  ]);
}

function tfjsFiles(trained: Trained): Files {
  const { description } = trained;
  return new Map<string, Content>([
    ...tfjsModel(folded(trained), description),
    ["classify.mjs", tfjsForNode(description)],
  ]);
}

const FORMATS = { onnx: onnxFiles, safetensors: safetensorsFiles, tfjs: tfjsFiles } as const;

/** Exports the best checkpoint; "run-unfinished" when the run has none yet. */
export async function exportRun(
  request: ExportRequest,
  context: TaskContext,
): Promise<ExportReport> {
  const run = runDirectory(request.run);
  const { format, replace = false } = request;
  const directory = resolve(request.directory);
  await checkFolder(directory, replace); // before anything is reckoned
  const record = await readRecord(run);
  const { config, classes } = record;
  const { weights } = await readCheckpoint(run, "best", { network: config.network, classes });
  throwIfCancelled(context.signal);
  const files = FORMATS[format]({ record, weights, description: describeExport(run, record) });
  throwIfCancelled(context.signal);
  await writeFolder(directory, files, replace);
  const written = [...files.keys()].sort().map(async (name) => {
    const { size } = await stat(join(directory, name));
    return { name, bytes: size };
  });
  const example = files.has("classify.mjs") ? "classify.mjs" : "classify.py";
  return { run, format, directory, files: await Promise.all(written), example };
}
