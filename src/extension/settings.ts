/** The settings under pupil.*, read where they are used; their defaults stand in package.json. */
import { Uri, workspace } from "vscode";
import { DEFAULTS } from "../protocol/defaults";
import type { TrainConfig } from "../protocol/training";

/** Those that have a default of their own; the backend fills in the others. */
export type TrainSettings = Pick<
  TrainConfig,
  "epochs" | "batch" | "learningRate" | "seed" | "imageSize" | "earlyStop" | "engine"
>;

/** What a new run on the data set starts from. */
export function trainSettings(directory: string): TrainSettings {
  const settings = workspace.getConfiguration("pupil", Uri.file(directory));
  const { full } = DEFAULTS;
  return {
    epochs: settings.get("training.epochs", full.epochs),
    batch: settings.get("training.batch", full.batch),
    learningRate: settings.get("training.learningRate", full.learningRate),
    seed: settings.get("training.seed", full.seed),
    imageSize: settings.get("training.imageSize", full.imageSize),
    earlyStop: settings.get("training.earlyStop", full.earlyStop),
    engine: settings.get("engine", full.engine),
  };
}

export function evaluatesWhenFinished(): boolean {
  return workspace.getConfiguration("pupil").get("training.evaluateWhenFinished", true);
}

export function opensDashboard(): boolean {
  return workspace.getConfiguration("pupil").get("training.openDashboard", true);
}

/** The setting that says where pretrained weights are kept. */
export const WEIGHTS_FOLDER = "pupil.weights.folder";

/** What the backend's process is told of the settings, since it also serves without a window. */
export function weightsEnvironment(): Readonly<Record<string, string>> {
  const folder = workspace.getConfiguration("pupil").get("weights.folder", "").trim();
  return folder === "" ? {} : { PUPIL_WEIGHTS_FOLDER: folder };
}

/** How many classes a prediction lists, and how many pictures are classified at once. */
export function classifySettings(): { readonly top: number; readonly maximumPictures: number } {
  const settings = workspace.getConfiguration("pupil.classify");
  return {
    top: whole(settings.get("top", 5), { minimum: 1, fallback: 5 }),
    maximumPictures: whole(settings.get("maximumPictures", 100), { minimum: 1, fallback: 100 }),
  };
}

/** What settings.json says, unless the editor has underlined it there as wrong. */
function whole(
  value: unknown,
  { minimum, fallback }: { readonly minimum: number; readonly fallback: number },
): number {
  return Number.isInteger(value) && Number(value) >= minimum ? Number(value) : fallback;
}
