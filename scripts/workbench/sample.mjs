// The folder that a person, and the screenshots, look at: the sample data set, and if wanted trained runs.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const pupil = (folder, ...args) =>
  execFileSync(process.execPath, [join(process.cwd(), "dist", "cli.js"), ...args], {
    cwd: folder,
    stdio: "inherit",
  });

/** Draws the sample data set as FOLDER/pets unless it is there, and scans it, so that the editor finds it. */
export function drawSample(folder) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "pets", "images"))) {
    pupil(folder, "sample", "pets");
  }
  pupil(folder, "scan", "pets");
}

/** Trains on it, and evaluates; a run with the same settings is loaded, not trained again. */
export function trainSample(folder, target, epochs) {
  const settings = ["--batch", "32", "--lr", "3e-4", "--image-size", "64"];
  pupil(folder, "train", "pets", "--target", target, "--epochs", String(epochs), ...settings);
  const runs = join(folder, "pets", ".pupil", "runs");
  for (const run of readdirSync(runs)) {
    if (run.startsWith(`${target}-`)) pupil(folder, "evaluate", join(runs, run));
  }
}
