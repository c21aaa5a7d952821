// Dashboards in the real window: one a subject, revived only for what belongs to the workspace, closed with their run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Tab, TabInputWebview, ViewColumn, type WebviewPanel, window } from "vscode";
import type { DashboardSubject } from "../../../src/protocol/dashboard";
import { activated, eventually, scannedPets } from "./support";

/** The tabs of Pupil's panels; VS Code puts a prefix before the view type. */
function tabs(): readonly Tab[] {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof TabInputWebview && input.viewType.includes("pupil."));
}

async function closeAll(): Promise<void> {
  const { panels } = await activated();
  // a tab that has just been opened is not in the list yet
  await eventually(async () => {
    await window.tabGroups.close(tabs());
    return panels.keys.length + tabs().length === 0;
  });
}

/** A panel as VS Code brings it back after a reload: there, and empty. */
function empty(kind: DashboardSubject["kind"]): WebviewPanel {
  return window.createWebviewPanel(`pupil.${kind}`, "restored", ViewColumn.One);
}

describe("the dashboards", () => {
  beforeEach(closeAll);
  after(closeAll);

  it("open once for a subject", async () => {
    const { panels } = await activated();
    const directory = await scannedPets();
    panels.open({ kind: "dataset", directory });
    panels.open({ kind: "dataset", directory });
    await eventually(() => tabs().length > 0);
    assert.deepEqual(
      tabs().map(({ label }) => label),
      ["Data Set: pets"],
    );
  });

  it("are revived with their subject", async () => {
    const { panels } = await activated();
    const directory = await scannedPets();
    const panel = empty("dataset");
    await panels.revive(panel, { subject: { kind: "dataset", directory } });
    assert.equal(panel.title, "Data Set: pets");
    assert.match(panel.webview.html, /default-src &#39;none&#39;|default-src 'none'/);
    assert.doesNotMatch(panel.webview.html, /unsafe-/);
    const roots = panel.webview.options.localResourceRoots ?? [];
    assert.deepEqual(roots.map(({ fsPath }) => fsPath).slice(1), [directory]);
    panels.open({ kind: "dataset", directory }); // finds the revived one
    assert.equal(panels.keys.length, 1);
  });

  it("are not revived for folders that are none of the workspace's", async () => {
    const { panels } = await activated();
    const directory = await scannedPets();
    const foreign = [
      { kind: "dataset", directory: "/" },
      { kind: "dataset", directory: join(directory, "..", "..", "..") },
      { kind: "training", run: "/somewhere/.pupil/runs/1" },
      { kind: "classify", run: join(directory, ".pupil/runs/1"), pictures: ["/etc/passwd"] },
    ] as const;
    for (const subject of foreign) {
      const panel = empty(subject.kind);
      const closed = new Promise<void>((resolve) => {
        panel.onDidDispose(resolve);
      });
      await eventually(() => panel.visible && tabs().length === 1);
      await panels.revive(panel, { subject });
      await closed;
    }
    assert.deepEqual(panels.keys, []);
  });

  it("are not revived as another kind than their own", async () => {
    const { panels } = await activated();
    const directory = await scannedPets();
    const panel = empty("training");
    await eventually(() => panel.visible && tabs().length === 1);
    await panels.revive(panel, { subject: { kind: "dataset", directory } });
    assert.deepEqual(panels.keys, []);
  });

  it("forget a panel that a person closes", async () => {
    const { panels } = await activated();
    const directory = await scannedPets();
    panels.open({ kind: "dataset", directory });
    await eventually(() => tabs().length === 1);
    await closeAll();
    await eventually(() => panels.keys.length === 0);
  });
});
