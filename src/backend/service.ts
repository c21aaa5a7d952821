/**
 * All that the backend does, behind one object: both doors (IPC and command line) open to it.
 *
 * Everything is imported at its first use: a process that greets, or lists runs, loads neither the
 * picture decoder nor an engine.
 */
import { type BackendService, type Hello, PROTOCOL_VERSION } from "../protocol/backend";
import { UserError } from "../protocol/errors";
import type { RunSummary } from "../protocol/training";
import type { ChooseEngine, Models } from "./evaluate/models";
import type { Emit } from "./train/conduct";
import { pupilVersion } from "./util/versions";

/** What computes: the real engines, or a test's. */
export interface Engines {
  readonly chooseEngine: ChooseEngine;
  readonly engineReports: BackendService<AbortSignal>["engines"];
  readonly installCuda: BackendService<AbortSignal>["installCuda"];
}

export interface ServiceOptions {
  /** Where events go. */
  readonly emit: Emit;
  readonly engines?: Engines;
}

export interface Backend {
  readonly service: BackendService<AbortSignal>;
  /** The models that are kept warm, for doors whose pictures come as bytes. */
  readonly models: () => Promise<Models>;
  /** Drops the models that are kept warm. */
  readonly dispose: () => void;
}

const builtIn: Engines = {
  chooseEngine: async (id, purpose) => await (await import("./engine")).chooseEngine(id, purpose),
  engineReports: async (request, context) =>
    await (await import("./engine")).engineReports(request, context),
  installCuda: async (request, context) =>
    await (await import("./engine")).installCuda(request, context),
};

const DEFAULT_IMAGE_SIZE = 128;

function hello({ protocol }: { readonly protocol: number }): Hello {
  if (protocol === PROTOCOL_VERSION) {
    const { pid, versions } = process;
    return { protocol, version: pupilVersion(), node: versions.node, pid };
  }
  throw new UserError(
    "protocol-mismatch",
    `Pupil's parts are of different versions (${protocol} and ${PROTOCOL_VERSION}): reload the window.`,
  );
}

async function summarize(directory: string): Promise<RunSummary> {
  const { readRun, summarizeRun } = await import("./runs/summary");
  return await summarizeRun(await readRun(directory));
}

/** Builds the service; events of everything that it does go to `emit`. */
export function createService({ emit, engines = builtIn }: ServiceOptions): Backend {
  const { chooseEngine, engineReports, installCuda } = engines;
  const tools = { chooseEngine, emit };
  let kept: Models | undefined;
  const models = async (): Promise<Models> => {
    const { Models } = await import("./evaluate/models");
    return (kept ??= new Models(chooseEngine));
  };
  const service: BackendService<AbortSignal> = {
    hello: (request) => Promise.resolve().then(() => hello(request)),
    engines: engineReports,
    installCuda,
    async draw(request, context) {
      const { drawSample } = await import("./dataset/draw/drawSample");
      return await drawSample(request, context);
    },
    async scan(request, context) {
      const { scan } = await import("./dataset/scan");
      return await scan(request, context);
    },
    async dataset({ directory }) {
      const { loadDataset } = await import("./dataset/store");
      try {
        return (await loadDataset(directory)).summary;
      } catch (error) {
        if (error instanceof UserError && error.code === "not-found") return null;
        throw error;
      }
    },
    async split(request) {
      const { reportSplit } = await import("./train/parts");
      return await reportSplit(request);
    },
    async samples(request) {
      const { loadDataset } = await import("./dataset/store");
      const { pageSamples } = await import("./dataset/samples");
      const { partsOf } = await import("./train/parts");
      const { split } = request;
      const dataset = await loadDataset(request.directory);
      const part = split && (await partsOf(dataset, split))[split.name];
      return pageSamples(dataset, request, part);
    },
    async picture(request) {
      const { describePicture } = await import("./train/picture");
      return await describePicture(request);
    },
    async previewRule(request, context) {
      const { previewRule } = await import("./dataset/rulePreview");
      return await previewRule(request, context);
    },
    async exclude(request) {
      const { excludePictures } = await import("./dataset/excluded");
      return await excludePictures(request);
    },
    async relabel(request) {
      const { relabelPictures } = await import("./dataset/relabel");
      return await relabelPictures(request);
    },
    async mistakes(request) {
      const { labelMistakes } = await import("./mistakes/mistakes");
      return await labelMistakes(request);
    },
    async findMistakes(request, context) {
      const { findMistakes } = await import("./mistakes/mistakes");
      return await findMistakes(request, tools, context);
    },
    async copies({ directory }) {
      const { loadDataset } = await import("./dataset/store");
      const { listCopies } = await import("./dataset/copies");
      return listCopies(await loadDataset(directory));
    },
    async outliers({ directory }) {
      const { loadDataset } = await import("./dataset/store");
      const { findOutliers } = await import("./dataset/outliers");
      return findOutliers(await loadDataset(directory));
    },
    async thumbnails(request, context) {
      const { loadDataset } = await import("./dataset/store");
      const { thumbnails } = await import("./dataset/thumbnails");
      return await thumbnails(await loadDataset(request.directory), request, context);
    },
    async augment(request, context) {
      const { augment } = await import("./augment/balance");
      return await augment(request, context);
    },
    async balance(request) {
      const { balanceState } = await import("./train/parts");
      return await balanceState(request);
    },
    async clean(request, context) {
      const { clean } = await import("./augment/clean");
      return await clean(request, context);
    },
    async previewAugmentation(request, context) {
      const { previewAugmentation } = await import("./augment/preview");
      return await previewAugmentation(request, context);
    },
    async download(request, context) {
      const { download } = await import("./download/download");
      return await download(request, context);
    },
    async describe({ network, classes, imageSize }) {
      const { describe } = await import("./nn/describe");
      const { findNetwork } = await import("./nn/registry");
      return describe(findNetwork(network), classes, imageSize ?? DEFAULT_IMAGE_SIZE);
    },
    async weights() {
      const { weightsFolder } = await import("./weights/folder");
      const { listWeights } = await import("./weights/store");
      return await listWeights(weightsFolder());
    },
    async addWeights(request, context) {
      const { addWeights } = await import("./weights/add");
      const { weightsStore } = await import("./train/weightsStore");
      return await addWeights(request, weightsStore(), context);
    },
    async downloadWeights(request, context) {
      const { downloadWeights } = await import("./weights/add");
      const { weightsStore } = await import("./train/weightsStore");
      return await downloadWeights(request, weightsStore(), context);
    },
    async removeWeights({ name }) {
      const { weightsFolder } = await import("./weights/folder");
      const { removeWeights } = await import("./weights/store");
      return await removeWeights(weightsFolder(), name);
    },
    async train(request, context) {
      const { train } = await import("./train/train");
      return await train(request, tools, context);
    },
    async resume(request, context) {
      const { resume } = await import("./train/resume");
      return await resume(request, tools, context);
    },
    async estimateTraining(request, context) {
      const { estimateTraining } = await import("./train/estimate");
      return await estimateTraining(request, tools, context);
    },
    async findLearningRate(request, context) {
      const { findLearningRate } = await import("./train/findLearningRate");
      return await findLearningRate(request, tools, context);
    },
    async crossValidate(request, context) {
      const { crossValidate } = await import("./crossValidation/crossValidate");
      return await crossValidate(request, tools, context);
    },
    async crossValidations({ directory }) {
      const { listCrossValidations } = await import("./crossValidation/store");
      return await listCrossValidations(directory);
    },
    async crossValidation({ directory, id }) {
      const { readCrossValidation } = await import("./crossValidation/store");
      return await readCrossValidation(directory, id);
    },
    async runSweep(request, context) {
      const { runSweep } = await import("./sweeps/runSweep");
      return await runSweep(request, tools, context);
    },
    async resumeSweep(request, context) {
      const { resumeSweep } = await import("./sweeps/runSweep");
      return await resumeSweep(request, tools, context);
    },
    async sweeps({ directory }) {
      const { listSweeps } = await import("./sweeps/store");
      return await listSweeps(directory);
    },
    async sweep({ directory, id }) {
      const { describeSweep } = await import("./sweeps/store");
      return await describeSweep(directory, id);
    },
    async trainOnAll(request, context) {
      const { trainOnAll } = await import("./sweeps/trainOnAll");
      return await trainOnAll(request, tools, context);
    },
    async runs({ directory }) {
      const { listRuns, summarizeRun } = await import("./runs/summary");
      const { runs, problems } = await listRuns(directory);
      for (const { message } of problems) emit("log", { level: "warning", message });
      return await Promise.all(runs.map(summarizeRun));
    },
    async run({ run }) {
      const { runDirectory } = await import("./runs/folder");
      const { describeRun } = await import("./runs/summary");
      return await describeRun(runDirectory(run));
    },
    async evaluate(request, context) {
      const { evaluate } = await import("./evaluate/evaluate");
      const evaluation = await evaluate(request, await models(), context);
      emit("runChanged", await summarize(evaluation.run));
      return evaluation;
    },
    async evaluation({ run, split, target }) {
      const { runDirectory } = await import("./runs/folder");
      const { readEvaluation } = await import("./runs/evaluations");
      return await readEvaluation(runDirectory(run), split ?? "test", target);
    },
    async insights(request, context) {
      const evaluation = await service.evaluation(request, context);
      if (evaluation === null) return null;
      const validation = await service.evaluation({ ...request, split: "validation" }, context);
      const { insightsOf, readOrigins } = await import("./evaluate/insights/insights");
      const origins = await readOrigins(evaluation.run);
      return await insightsOf({ evaluation, validation }, origins, context.signal);
    },
    async embed(request, context) {
      const { embed } = await import("./embedding/embed");
      const map = await embed(request, chooseEngine, context);
      emit("runChanged", await summarize(map.run));
      return map;
    },
    async embeddingMap({ run }) {
      const { runDirectory } = await import("./runs/folder");
      const { readMap } = await import("./runs/embeddings");
      return await readMap(runDirectory(run));
    },
    async report(request, context) {
      const { writeReport } = await import("./report/report");
      return await writeReport(request, service, context);
    },
    async compare(request) {
      const { compareRuns } = await import("./evaluate/compare/compare");
      return await compareRuns(request);
    },
    async predict(request, context) {
      const { predict } = await import("./evaluate/predict");
      return await predict(request, await models(), context);
    },
    async predictToFile(request, context) {
      const { predictToFile } = await import("./evaluate/batch/predictToFile");
      return await predictToFile(request, await models(), context);
    },
    async explain(request, context) {
      const { explain } = await import("./explain/explain");
      return await explain(request, await models(), context);
    },
    async exportRun(request, context) {
      const { exportRun } = await import("./export/exportRun");
      return await exportRun(request, context);
    },
  };
  const dispose = (): void => {
    kept?.dispose();
  };
  return { service, models, dispose };
}
