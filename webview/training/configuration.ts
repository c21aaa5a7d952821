/** Everything that run.json says: settings, classes, data, device, files. */
import * as l10n from "@vscode/l10n";
import { NO_AUGMENTATION } from "../../src/protocol/augment";
import type { RunDetail } from "../../src/protocol/training";
import { augmentEntries, balanceSentence } from "../lib/augmentationWords";
import { element, section } from "../lib/dom";
import { definitions } from "../lib/facts";
import { shownPath } from "../lib/folders";
import * as format from "../lib/format";

export function configuration(run: RunDetail): HTMLElement {
  return element(
    "div",
    { class: "columns configuration" },
    section(l10n.t("Settings"), settings(run)),
    section(l10n.t("Data"), data(run)),
    section(l10n.t("Run"), about(run)),
    section(l10n.t("Files"), files(run)),
    section(l10n.t("Versions"), definitions(Object.entries(run.versions))),
    section(
      l10n.t("Classes, in the order of the outputs"),
      element("ol", { class: "classes", attributes: { start: 0 } }, ...run.classes.map(item)),
    ),
  );
}

function item(text: string): HTMLElement {
  return element("li", {}, text);
}

/** A setting that this page has no words for, as it is written in run.json. */
function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function settings({ config }: RunDetail): HTMLElement {
  const {
    network,
    target,
    epochs,
    batch,
    learningRate,
    imageSize,
    earlyStop,
    seed,
    engine,
    balance = "none",
    augmentation,
    ...rest
  } = config;
  const changes = augmentEntries(augmentation ?? NO_AUGMENTATION);
  const others = Object.entries<unknown>(rest);
  return definitions([
    [l10n.t("Network"), network],
    [l10n.t("Target"), target],
    [l10n.t("Epochs"), format.count(epochs)],
    [l10n.t("Pictures a batch"), format.count(batch)],
    [l10n.t("Learning rate"), format.rate(learningRate)],
    [l10n.t("Picture size"), `${imageSize} × ${imageSize} px`],
    [
      l10n.t("Early stop"),
      earlyStop === 0
        ? l10n.t("never")
        : l10n.t("after {0} epochs without a better validation loss", earlyStop),
    ],
    [l10n.t("Seed"), String(seed)],
    [l10n.t("Engine"), engine],
    [l10n.t("Balance"), balanceSentence(balance)],
    [l10n.t("Augmentation"), changes.length === 0 ? l10n.t("none") : strengthList(changes)],
    ...others.map(([name, value]) => [name, plain(value)] as const),
  ]);
}

/** What is done to training pictures, a line each. */
function strengthList(changes: readonly (readonly [string, string])[]): HTMLElement {
  const lines = changes.map(([name, strength]) => element("li", {}, `${name}: ${strength}`));
  return element("ul", {}, ...lines);
}

function data({ dataset, split, statistics, fingerprint }: RunDetail): HTMLElement {
  const { leftOut = 0, leaked = 0 } = split;
  const channels = (values: readonly number[]): string => values.map(format.decimal).join(", ");
  return definitions([
    [l10n.t("Data set"), dataset],
    [l10n.t("Training pictures"), format.count(split.counts.train)],
    [l10n.t("Validation pictures"), format.count(split.counts.validation)],
    [l10n.t("Test pictures"), format.count(split.counts.test)],
    ...(leftOut > 0 ? [[l10n.t("Left out to balance"), format.count(leftOut)] as const] : []),
    [l10n.t("Groups kept together"), format.count(split.groupsKeptTogether)],
    ...(leaked > 0
      ? [[l10n.t("Held out with a copy in training"), format.count(leaked)] as const]
      : []),
    [l10n.t("Seed of the split"), String(split.seed)],
    [l10n.t("Mean: red, green, blue"), channels(statistics.mean)],
    [l10n.t("Std. deviation: red, green, blue"), channels(statistics.std)],
    [
      l10n.t("Fingerprint"),
      element("code", { attributes: { title: fingerprint } }, fingerprint.slice(0, 16)),
    ],
  ]);
}

function about(run: RunDetail): HTMLElement {
  return definitions([
    [l10n.t("Name"), run.id],
    [l10n.t("Folder"), shownPath(run.directory)],
    [l10n.t("Begun"), format.moment(run.createdAt)],
    [l10n.t("Device"), run.device],
  ]);
}

function files({ checkpoints }: RunDetail): HTMLElement {
  if (checkpoints.length === 0) {
    return element("p", { class: "detail" }, l10n.t("No file has been written yet."));
  }
  return definitions(checkpoints.map(({ name, bytes }) => [name, format.bytes(bytes)]));
}
