// A data set with a run, for the tests of a suite.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { commandLine, drawScannedPets } from "./pupil";

/**
 * Before the tests of a suite draws a data set, FOLDER/pets, trains a run of one epoch and evaluates it, and
 * removes all after them; gives FOLDER.
 */
export function testedPets(name: string, images: number): string {
  const folder = mkdtempSync(join(tmpdir(), `pupil-${name}-`));
  before(() => {
    drawScannedPets(folder, images);
    const settings = ["--epochs", "1", "--batch", "16", "--image-size", "32"];
    commandLine(folder, "train", "pets", "--target", "species", ...settings);
    const runs = join(folder, "pets", ".pupil", "runs");
    for (const run of readdirSync(runs)) commandLine(folder, "evaluate", join(runs, run));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return folder;
}
