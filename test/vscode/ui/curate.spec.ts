// A data set is looked after from its rows: a long scan is cancelled, pictures are generated, cleaned away, left out and taken back in.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { commandLine, drawnThumbnails, drawScannedPets } from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

describe("the packaged extension, with a data set to look after", () => {
  it("cancels a long scan, and scans again", async () => {
    await withWorkbench({ name: "curate-cancel" }, async (workbench, folder) => {
      drawHerd(folder);
      await workbench.openActivity("Pupil");
      const herd = await workbench.explorerRow("herd");
      await workbench.contextMenu(herd, "Add Data Set Folder");
      const scanning = workbench.notification("Scanning herd");
      await scanning.filter({ hasText: /\d+ of/ }).waitFor();
      await workbench.answer("Scanning herd", "Cancel");
      await scanning.waitFor({ state: "hidden" });
      await workbench.openActivity("Pupil");
      await workbench.treeRow(/herd.*not scanned/).waitFor();
      assert.equal(await workbench.notification(/error|failed|stopped/i).count(), 0);
      assert.equal(existsSync(join(folder, "herd", ".pupil", "scan.json")), false);

      thinHerd(folder);
      await workbench.rowAction(/herd/, "Scan");
      await workbench.notification(/herd: .*pictures/).waitFor();
      await workbench.treeRow(/herd.*Pictures: \d+/).waitFor();
    });
  });

  it("balances, cleans, leaves out and takes back in", async () => {
    await withWorkbench({ name: "curate" }, async (workbench, folder) => {
      drawScannedPets(folder, 60);
      const images = join(folder, "pets", "images");
      copyFileSync(join(images, "beagle_1.jpg"), join(images, "beagle_901.jpg"));
      commandLine(folder, "scan", "pets");
      await workbench.openActivity("Pupil");
      await workbench.palette("Pupil: Refresh"); // the pictures came after the window
      await workbench.expand(/pets.*Pictures: 61/);
      await balancesAndCleans(workbench, images);
      await leavesOut(workbench);
      assert.ok(existsSync(join(images, "beagle_901.jpg")), "an excluded picture's file stays");
    });
  });
});

const herd = 40;
const copies = 200;

/** Some pictures, each under many names: reading them all takes a while, drawing them would take longer. */
function drawHerd(folder: string): void {
  commandLine(folder, "sample", "few", "--images", String(herd));
  const names = readdirSync(join(folder, "few", "images"));
  for (const name of names) {
    const [breed = "", number = ""] = name.split(/_(?=\d)/);
    mkdirSync(join(folder, "herd", breed), { recursive: true });
    for (let copy = 0; copy < copies; copy++) {
      const link = join(folder, "herd", breed, `${copy}-${number}`);
      linkSync(join(folder, "few", "images", name), link);
    }
  }
  rmSync(join(folder, "few"), { recursive: true });
}

/** Leaves one name of each picture. */
function thinHerd(folder: string): void {
  for (const breed of readdirSync(join(folder, "herd"))) {
    if (breed.startsWith(".")) continue;
    for (const name of readdirSync(join(folder, "herd", breed))) {
      if (!name.startsWith("0-")) rmSync(join(folder, "herd", breed, name));
    }
  }
}

async function balancesAndCleans(workbench: Workbench, images: string): Promise<void> {
  const before = readdirSync(images).length;
  await workbench.contextMenu(workbench.treeRow(/pets.*Pictures/), "Augment (Balance Classes)");
  await workbench.pick("species");
  await workbench.pick("Generate pictures");
  await workbench.notification("species is balanced").waitFor();
  const row = workbench.treeRow(/Generated\s*\d+/);
  await row.waitFor();
  const generated = Number(/\d+/.exec(await row.innerText())?.[0]);
  assert.ok(generated > 0);

  await workbench.rowAction(/Generated\s*\d+/, "Clean Generated Files");
  await workbench.answer(`Remove the generated pictures (${generated})?`, "Remove");
  await workbench.notification(`Generated pictures removed: ${generated}.`).waitFor();
  await row.waitFor({ state: "hidden" });
  assert.equal(readdirSync(images).length, before);
}

/** One by the row of its finding, one by a right-click in the dashboard; both come back. */
async function leavesOut(workbench: Workbench): Promise<void> {
  await workbench.expand(/Findings/);
  await workbench.rowAction(/beagle_(1|901)\.jpg/, "Exclude from Training");
  await workbench.treeRow(/Excluded\s*1/).waitFor();

  await workbench.treeRow(/pets.*Pictures/).click();
  const dashboard = await workbench.webview("Data Set: pets");
  await drawnThumbnails(dashboard);
  const picture = dashboard.locator(".picture-grid button", { hasText: "Bengal_1.jpg" });
  await workbench.contextMenu(picture, "Exclude from Training");
  await workbench.notification(/Bengal_1\.jpg is excluded/).waitFor();
  await workbench.treeRow(/Excluded\s*2/).waitFor();

  await workbench.rowAction(/Excluded\s*2/, "Take Excluded Pictures Back In");
  await workbench.quickInput().waitFor();
  await workbench.page.keyboard.press("Enter"); // all are ticked
  await workbench.treeRow(/Excluded/).waitFor({ state: "hidden" });
}
