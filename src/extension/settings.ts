/** The settings under pupil.*, read where they are used; their defaults stand in package.json. */
import { Uri, workspace } from "vscode";
import type { TrainConfig } from "../protocol/training";

/** Those that have a default of their own; the backend fills in the others. */
export type TrainSettings = Pick<
  TrainConfig,
  "epochs" | "batch" | "learningRate" | "seed" | "imageSize" | "earlyStop" | "engine"
>;

/** What a new run on the data set starts from. */
export function trainSettings(directory: string): TrainSettings {
  const settings = workspace.getConfiguration("pupil", Uri.file(directory));
  return {
    epochs: settings.get("training.epochs", 15),
    batch: settings.get("training.batch", 100),
    learningRate: settings.get("training.learningRate", 1e-5),
    seed: settings.get("training.seed", 27),
    imageSize: settings.get("training.imageSize", 128),
    earlyStop: settings.get("training.earlyStop", 0),
    engine: settings.get("engine", "auto"),
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
