// The folder that a person, and the screenshots, look at: the sample data set, and if wanted a trained run.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const pupil = (folder, ...args) =>
  execFileSync(process.execPath, [join(process.cwd(), "dist", "cli.js"), ...args], {
    cwd: folder,
    stdio: "inherit",
  });

/** Draws the sample data set as FOLDER/pets unless it is there. */
export function drawSample(folder) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "pets", "images"))) pupil(folder, "sample", "pets");
}

/** Trains and evaluates on it; a run with the same settings is loaded, not trained again. */
export function trainSample(folder) {
  const settings = ["--epochs", "4", "--batch", "32", "--lr", "1e-4", "--image-size", "64"];
  pupil(folder, "train", "pets", "--network", "catDogNet", "--target", "species", ...settings);
}
