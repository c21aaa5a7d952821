/** Looks through the workspace for the traces that Pupil leaves, without starting the backend; and watches them. */
import { type FileSystemWatcher, RelativePattern, workspace, type WorkspaceFolder } from "vscode";
import { datasetOfFile } from "../paths";
import type { Discovery } from "./datasetList";

const TRACES = "**/.pupil/{scan.json,runs/*/run.json,runs/*/checkpoints/best.safetensors}";
const ELSEWHERE = "**/{node_modules,.git}/**";
const MAXIMUM_FILES = 2000;

/** Finds data sets with a scan or runs; files.exclude of the workspace does not hide them. */
export async function discover(): Promise<Discovery> {
  const folders: readonly WorkspaceFolder[] = workspace.workspaceFolders ?? [];
  const found = await Promise.all(
    folders.map((folder) =>
      workspace.findFiles(new RelativePattern(folder, TRACES), ELSEWHERE, MAXIMUM_FILES),
    ),
  );
  const files = found.flat().map(({ fsPath }) => fsPath);
  const directories = files.map(datasetOfFile).filter((directory) => directory !== undefined);
  return {
    directories: [...new Set(directories)].sort(),
    hasCheckpoint: files.some((file) => file.endsWith(".safetensors")),
  };
}

/** Watches scans and runs, which other processes write too. */
export function watchTraces(): FileSystemWatcher {
  return workspace.createFileSystemWatcher(
    "**/.pupil/{scan.json,runs/*/run.json,runs/*/test.json}",
  );
}
