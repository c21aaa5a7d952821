/** Every command in one table; what goes wrong in any of them is shown here and nowhere else. */
import { commands } from "vscode";
import { augment, clean } from "./actions/balance";
import { chooseModel, classifyInNewPanel, classifyPicture, classifyWith } from "./actions/classify";
import { classifyToFile } from "./actions/classifyToFile";
import { compareRuns } from "./actions/compare";
import { openCrossValidation } from "./actions/crossValidation";
import { openDashboard, openDataset, openEvaluation, openTraining } from "./actions/dashboards";
import { addDataset, openFolder, removeDataset, scan } from "./actions/datasets";
import { doctor, installCuda, measureEngines } from "./actions/doctor";
import { evaluate } from "./actions/evaluate";
import { excludePicture, includePictures } from "./actions/exclude";
import { exportRun } from "./actions/export";
import { findMistakes } from "./actions/mistakes";
import { writeReport } from "./actions/report";
import { deleteRun } from "./actions/runs";
import { createSample } from "./actions/sample";
import { openSweep, resumeSweep } from "./actions/sweeps";
import {
  findLearningRate,
  newCrossValidation,
  newRun,
  resume,
  stop,
  trainFromFile,
  trainOnAll,
} from "./actions/training";
import { addWeights, downloadWeights, removeWeights } from "./actions/weights";
import type { App } from "./app";
import type { CommandId } from "./commandIds";
import type { Disposable } from "./dispose";

type Command = (app: App, ...args: readonly unknown[]) => Promise<unknown>;

const COMMANDS: { readonly [Id in CommandId]: Command } = {
  "pupil.createSample": createSample,
  "pupil.addDataset": addDataset,
  "pupil.removeDataset": removeDataset,
  "pupil.scan": scan,
  "pupil.augment": augment,
  "pupil.clean": clean,
  "pupil.findMistakes": findMistakes,
  "pupil.excludePicture": excludePicture,
  "pupil.includePictures": includePictures,
  "pupil.openFolder": openFolder,
  "pupil.newRun": newRun,
  "pupil.findLearningRate": findLearningRate,
  "pupil.crossValidate": newCrossValidation,
  "pupil.openCrossValidation": openCrossValidation,
  "pupil.trainFromFile": trainFromFile,
  "pupil.stop": stop,
  "pupil.resume": resume,
  "pupil.openSweep": openSweep,
  "pupil.resumeSweep": resumeSweep,
  "pupil.trainOnAll": trainOnAll,
  "pupil.evaluate": evaluate,
  "pupil.compareRuns": compareRuns,
  "pupil.writeReport": writeReport,
  "pupil.exportRun": exportRun,
  "pupil.deleteRun": deleteRun,
  "pupil.classifyPicture": classifyPicture,
  "pupil.classifyWith": classifyWith,
  "pupil.classifyInNewPanel": classifyInNewPanel,
  "pupil.classifyToFile": classifyToFile,
  "pupil.chooseModel": chooseModel,
  "pupil.openDashboard": openDashboard,
  "pupil.openDataset": openDataset,
  "pupil.openTraining": openTraining,
  "pupil.openEvaluation": openEvaluation,
  "pupil.addWeights": addWeights,
  "pupil.downloadWeights": downloadWeights,
  "pupil.removeWeights": removeWeights,
  "pupil.refresh": refresh,
  "pupil.doctor": doctor,
  "pupil.measureEngines": measureEngines,
  "pupil.installCuda": installCuda,
  "pupil.showLog": showLog,
};

/** Registers all commands. */
export function registerCommands(app: App): readonly Disposable[] {
  return Object.entries(COMMANDS).map(([id, command]) =>
    commands.registerCommand(id, (...args: readonly unknown[]) =>
      app.attempt(() => command(app, ...args)),
    ),
  );
}

async function refresh(app: App): Promise<void> {
  await app.list.rediscover();
  await app.store.refresh();
  app.trees.weights.reload();
}

function showLog(app: App): Promise<void> {
  app.log.show();
  return Promise.resolve();
}
