/** Adds, downloads and removes pretrained weights. */
import { l10n, Uri, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type { AddedWeights, PublishedWeights, WeightsEntry } from "../../protocol/weights";
import type { App } from "../app";
import { notify } from "../messages";
import { format } from "../text";
import { ask, BACK, type Choice, pick } from "../wizard/pick";
import { withWork } from "../work";
import { needRun } from "./subjects";

const FILES = ["pth", "pt", "safetensors", "onnx"];

/** Adds the file or run that the argument means, else what a person chooses. */
export async function addWeights(app: App, argument?: unknown): Promise<void> {
  const given = argument instanceof Uri ? argument.fsPath : argument;
  if (typeof given === "string") await addFrom(app, given);
  else await addAskedWeights(app);
}

/** Adds the file or run that a person chooses. */
export async function addAskedWeights(app: App): Promise<WeightsEntry> {
  return addFrom(app, await askSource(app));
}

async function addFrom(app: App, source: string): Promise<WeightsEntry> {
  const title = l10n.t("Adding pretrained weights");
  const added = await withWork(app.store, { title, subject: source }, (options) =>
    app.backend.addWeights({ source }, options),
  );
  tell(app, added);
  return added.entry;
}

type Way = "file" | "address" | "run";

async function askSource(app: App): Promise<string> {
  const ways: readonly Choice<Way>[] = [
    {
      label: l10n.t("A file"),
      detail: l10n.t("PyTorch (.pth), safetensors or ONNX; read as data, nothing in it is run"),
      value: "file",
    },
    {
      label: l10n.t("An address"),
      detail: l10n.t("A file that is downloaded from there"),
      value: "address",
    },
    {
      label: l10n.t("A run"),
      detail: l10n.t("The best checkpoint of a run of your own"),
      value: "run",
    },
  ];
  const title = l10n.t("Add Pretrained Weights");
  const way = await pick({ title, placeholder: l10n.t("Where the weights are") }, ways, "file");
  if (way === "file") return await askFile();
  if (way === "address") return await askAddress(title);
  const run = await needRun(app, undefined, {
    fits: ({ epochsDone }) => epochsDone > 0,
    placeHolder: l10n.t("Which run's weights"),
    none: l10n.t("No run has finished an epoch yet."),
  });
  return run.directory;
}

async function askFile(): Promise<string> {
  const chosen = await window.showOpenDialog({
    title: l10n.t("Add Pretrained Weights"),
    openLabel: l10n.t("Add"),
    filters: { [l10n.t("Weights")]: FILES, [l10n.t("All files")]: ["*"] },
  });
  const [file] = chosen ?? [];
  if (file === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return file.fsPath;
}

async function askAddress(title: string): Promise<string> {
  const address = await ask({
    title,
    placeholder: l10n.t("Address of the file (https)"),
    value: "",
    check: (text) =>
      /^https?:\/\/[^\s/]+\/\S+$/.test(text.trim())
        ? undefined
        : l10n.t("Give the whole address of a file."),
  });
  if (address === BACK) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return address.trim();
}

/** Downloads published weights after a question; the argument may name them. */
export async function downloadWeights(app: App, argument?: unknown): Promise<void> {
  const { published } = await app.backend.weights({});
  const named = published.find(({ name }) => name === argument);
  await downloadPublished(app, named ?? (await askPublished(published)));
}

/** Downloads these weights after a question. */
export async function downloadPublished(app: App, item: PublishedWeights): Promise<WeightsEntry> {
  await confirmDownload(item);
  const title = l10n.t("Downloading {0}", item.name);
  const added = await withWork(app.store, { title, subject: item.url }, (options) =>
    app.backend.downloadWeights({ name: item.name }, options),
  );
  tell(app, added);
  return added.entry;
}

async function askPublished(published: readonly PublishedWeights[]): Promise<PublishedWeights> {
  const choices = published
    .filter(({ isStored }) => !isStored)
    .map((item) => ({
      label: item.name,
      description: item.network,
      detail: publishedFacts(item),
      item,
    }));
  if (choices.length === 0) {
    throw new UserError("not-found", l10n.t("All published weights are here already."));
  }
  const chosen = await window.showQuickPick(choices, {
    title: l10n.t("Download Pretrained Weights"),
    placeHolder: l10n.t("Which weights, all trained on ImageNet's 1,000 classes"),
    matchOnDescription: true,
  });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen.item;
}

/** Size, licence, accuracy, and whose they are. */
export function publishedFacts({ bytes, licence, accuracy, title }: PublishedWeights): string {
  const parts = [format.bytes(bytes), licence];
  if (accuracy !== null) parts.push(l10n.t("{0} on ImageNet", format.percent(accuracy)));
  return [...parts, title].join(" · ");
}

async function confirmDownload(item: PublishedWeights): Promise<void> {
  const { name, bytes, url, licence } = item;
  const message = l10n.t("Download {0} ({1})?", name, format.bytes(bytes));
  const detail = l10n.t(
    "From {0}, under the licence {1}. It is kept once for all data sets and can be removed at any time.",
    Uri.parse(url).authority,
    licence,
  );
  const button = l10n.t("Download");
  const answer = await window.showInformationMessage(message, { modal: true, detail }, button);
  if (answer !== button) throw new UserError("cancelled", l10n.t("Nothing was downloaded."));
}

/** Removes weights after a question; the argument is their row or name. */
export async function removeWeights(app: App, argument?: unknown): Promise<void> {
  const name = nameOf(argument) ?? (await askStored(app));
  const message = l10n.t("Remove the pretrained weights {0}?", name);
  const detail = l10n.t("Runs that began with them stay as they are.");
  const button = l10n.t("Remove");
  const answer = await window.showWarningMessage(message, { modal: true, detail }, button);
  if (answer !== button) throw new UserError("cancelled", l10n.t("Nothing was deleted."));
  await app.backend.removeWeights({ name });
  app.trees.weights.reload();
}

function nameOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (typeof argument !== "object" || argument === null) return undefined;
  const name: unknown = Reflect.get(argument, "weights");
  return typeof name === "string" ? name : undefined;
}

async function askStored(app: App): Promise<string> {
  const { stored } = await app.backend.weights({});
  const none = l10n.t("There are no pretrained weights yet.");
  if (stored.length === 0) throw new UserError("not-found", none);
  const choices = stored.map(({ name, network, bytes }) => ({
    label: name,
    description: [network, format.bytes(bytes)].join(" · "),
  }));
  const placeHolder = l10n.t("Which weights to remove");
  const chosen = await window.showQuickPick(choices, { placeHolder });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen.label;
}

function tell(app: App, { entry, isNew, notes }: AddedWeights): void {
  app.trees.weights.reload();
  const { name, network } = entry;
  const done = isNew
    ? l10n.t("{0} is added: pretrained weights of {1}.", name, network)
    : l10n.t("{0} has been there already: pretrained weights of {1}.", name, network);
  notify([done, ...notes].join(" "));
}
