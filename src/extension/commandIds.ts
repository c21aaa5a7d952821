/** Every command's id; the table in commands.ts and package.json have exactly these. */

export const COMMAND_IDS = [
  "pupil.createSample",
  "pupil.addDataset",
  "pupil.removeDataset",
  "pupil.scan",
  "pupil.augment",
  "pupil.clean",
  "pupil.excludePicture",
  "pupil.includePictures",
  "pupil.openFolder",
  "pupil.newRun",
  "pupil.trainFromFile",
  "pupil.stop",
  "pupil.resume",
  "pupil.evaluate",
  "pupil.compareRuns",
  "pupil.deleteRun",
  "pupil.classifyPicture",
  "pupil.classifyWith",
  "pupil.classifyInNewPanel",
  "pupil.chooseModel",
  "pupil.openDashboard",
  "pupil.openDataset",
  "pupil.openTraining",
  "pupil.openEvaluation",
  "pupil.refresh",
  "pupil.doctor",
  "pupil.showLog",
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
