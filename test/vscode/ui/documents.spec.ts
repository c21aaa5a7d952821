// What a run says to others, from a real window: its report as a page, and its answers about a folder of pictures as a table.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { withWorkbench } from "./session";
import { testedPets } from "./testedPets";
import type { Workbench } from "./workbench";

const pictures = 60;

describe("documents from a real window", () => {
  const folder = testedPets("documents", pictures);

  it("writes a report, and the classes of a folder's pictures", async () => {
    await withWorkbench({ name: "documents", folder }, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.treeRow(/catDogNet · species/).waitFor();
      await writesAReport(workbench, join(folder, "saved.html"));
      await classifiesIntoAFile(workbench, join(folder, "answers.csv"));
    });
  });
});

async function writesAReport(workbench: Workbench, path: string): Promise<void> {
  await workbench.contextMenu(workbench.treeRow(/catDogNet · species/), "Write Report");
  await workbench.answer("The report of catDogNet · species is written", "Save As");
  await workbench.save(path, /\.html$/);
  await workbench.explorerRow("saved.html");
  const page = readFileSync(path, "utf8");
  assert.match(page, /^<!doctype html>/i);
  assert.match(page, /Confusion matrix/);
}

async function classifiesIntoAFile(workbench: Workbench, path: string): Promise<void> {
  const folder = await workbench.explorerRow("pets/images");
  await workbench.contextMenu(folder, "Classify into a File");
  await workbench.save(path, /classified\.csv$/);
  await workbench.answer(`Pictures classified: ${pictures}`, "Open");
  await workbench.tab("answers.csv").waitFor();
  const rows = parse<Record<string, string>>(readFileSync(path), { columns: true });
  assert.equal(rows.length, pictures);
  for (const row of rows) {
    assert.match(row["species"] ?? "", /^(cat|dog)$/);
    assert.ok(Number(row["species_probability"]) >= 0.5);
    assert.equal(row["error"], "");
  }
}
