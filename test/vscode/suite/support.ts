// The activated extension and a small data set in the workspace, for every test that needs them.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { extensions, workspace } from "vscode";
import type { App } from "../../../src/extension/app";
import type { PupilExports } from "../../../src/extension/main";

/** What `activate` returned. */
export async function activated(): Promise<App> {
  const extension = extensions.getExtension<PupilExports>("pupil.pupil");
  assert.ok(extension, "pupil.pupil is not installed");
  return (await extension.activate()).app;
}

export function workspaceFolder(): string {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, "the window has no folder");
  return folder.uri.fsPath;
}

/** Draws 60 pets into the workspace, once; returns their folder. */
export async function drawnPets(): Promise<string> {
  const app = await activated();
  const directory = join(workspaceFolder(), "pets");
  if (!existsSync(directory)) await app.backend.draw({ directory, images: 60 });
  return directory;
}

/** The same, scanned and in the list. */
export async function scannedPets(): Promise<string> {
  const app = await activated();
  const directory = await drawnPets();
  await app.list.add(directory);
  await app.store.load();
  if (!app.store.dataset(directory)?.summary) {
    app.store.putSummary(await app.backend.scan({ directory }));
  }
  return directory;
}

/** Waits until the condition holds; the test's own time limit ends the wait. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}
