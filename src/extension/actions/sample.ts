/** Draws the embedded data set of cartoon pets into a new folder and scans it. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { l10n, window, workspace } from "vscode";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { isInside } from "../paths";
import { type Limits, parseNumber } from "../wizard/fields";
import { ask, BACK } from "../wizard/pick";
import { type Position, type Step, type StepResult, walk } from "../wizard/steps";
import { withWork } from "../work";
import { scanWithProgress } from "./datasets";

interface Draft {
  readonly name: string;
  readonly images: string;
  readonly seed: string;
}

const IMAGES: Limits = { minimum: 12, maximum: 20_000, isWhole: true };
const SEED: Limits = { minimum: 0, maximum: 2 ** 32 - 1, isWhole: true };

/** Asks for folder, number and seed; draws, scans, and opens the dashboard. */
export async function createSample(app: App): Promise<void> {
  const parent = await parentFolder();
  const first: Draft = { name: freeName(parent), images: "1200", seed: "27" };
  const draft = await walk(first, stepsIn(parent));
  const directory = join(parent, draft.name.trim());
  const title = l10n.t("Drawing cartoon pets");
  await withWork(app.store, { title, subject: directory }, (options) =>
    app.backend.draw(
      { directory, images: Number(draft.images), seed: Number(draft.seed) },
      options,
    ),
  );
  await app.list.add(directory);
  await scanWithProgress(app, directory);
  app.panels.open({ kind: "dataset", directory });
}

function stepsIn(parent: string): readonly Step<Draft>[] {
  return [
    typed(
      "name",
      () => l10n.t("Folder of the new data set, in {0}", parent),
      (text) => nameProblem(parent, text),
    ),
    typed(
      "images",
      () => l10n.t("Number of pictures"),
      (text) => numberProblem(text, IMAGES),
    ),
    typed(
      "seed",
      () => l10n.t("Seed: the same one draws the same pictures"),
      (text) => numberProblem(text, SEED),
    ),
  ];
}

/** A step that asks for one text of the draft. */
function typed(
  key: keyof Draft,
  placeholder: () => string,
  check: (text: string) => string | undefined,
): Step<Draft> {
  return async (draft: Draft, position: Position): Promise<StepResult<Draft>> => {
    const title = l10n.t("Create Sample Data Set");
    const question = { title, position, placeholder: placeholder(), value: draft[key], check };
    const text = await ask(question);
    if (text === BACK) return { draft, move: "back" };
    return { draft: { ...draft, [key]: text }, move: "next" };
  };
}

/** The workspace's folder; with none or several, one that is chosen. */
async function parentFolder(): Promise<string> {
  const folders = workspace.workspaceFolders ?? [];
  const [first, second] = folders;
  if (first !== undefined && second === undefined) return first.uri.fsPath;
  if (first !== undefined) {
    const picked = await window.showWorkspaceFolderPick();
    if (picked !== undefined) return picked.uri.fsPath;
  } else {
    const openLabel = l10n.t("Draw in This Folder");
    const chosen = await window.showOpenDialog({
      openLabel,
      canSelectFiles: false,
      canSelectFolders: true,
    });
    if (chosen?.[0] !== undefined) return chosen[0].fsPath;
  }
  throw new UserError("cancelled", l10n.t("Nothing was chosen."));
}

function freeName(parent: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "pets" : `pets-${number}`;
    if (!existsSync(join(parent, name))) return name;
  }
}

function nameProblem(parent: string, text: string): string | undefined {
  const name = text.trim();
  const directory = join(parent, name);
  if (name === "" || /[<>:"|?*\0]/.test(name) || !isInside(parent, directory)) {
    return l10n.t("A name for a folder inside {0}", parent);
  }
  if (!existsSync(directory)) return undefined;
  return isEmptyFolder(directory) ? undefined : l10n.t("{0} is there already", name);
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false; // a file, or not ours to read
  }
}

function numberProblem(text: string, limits: Limits): string | undefined {
  if (parseNumber(text, limits) !== undefined) return undefined;
  return l10n.t("A whole number from {0} to {1}", limits.minimum, limits.maximum);
}
