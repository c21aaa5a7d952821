/** One picture among others to be compared: its thumbnail, what it is, and a button that takes it out or back in. */
import * as l10n from "@vscode/l10n";
import type { Sample } from "../../src/protocol/dataset";
import { button } from "../lib/controls";
import { element, type Child } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";

export interface CardOptions {
  readonly sample: Sample;
  /** What an img loads. */
  readonly source: string | undefined;
  readonly excluded: boolean;
  /** Lines below the name. */
  readonly lines: readonly Child[];
  /** Shows all that is known of it. */
  readonly open: (path: string) => void;
}

/** Takes a picture out of training, or back in. */
export function excludeButton(path: string, excluded: boolean): HTMLElement {
  const node = button({
    label: excluded ? l10n.t("Take back in") : l10n.t("Exclude"),
    key: `exclude-${path}`,
    onClick: () => {
      perform(call("exclude", { paths: [path], excluded: !excluded }));
    },
  });
  // the same words stand on every card
  const name = format.fileName(path);
  node.setAttribute(
    "aria-label",
    excluded ? l10n.t("Take {0} back in", name) : l10n.t("Exclude {0}", name),
  );
  return node;
}

export function curationCard({ sample, source, excluded, lines, open }: CardOptions): HTMLElement {
  const { path, width, height, bytes } = sample;
  const name = format.fileName(path);
  const attributes = { type: "button", title: l10n.t("Details of {0}", path) };
  const click = (): void => {
    open(path);
  };
  const alt = l10n.t("Picture {0}", name);
  return element(
    "li",
    { class: excluded ? "curation-card excluded" : "curation-card" },
    element(
      "button",
      { class: "curation-picture", attributes: { ...attributes, "data-key": path }, on: { click } },
      source === undefined
        ? element("span", { class: "curation-waiting" }, alt)
        : element("img", { attributes: { src: source, alt, loading: "lazy", decoding: "async" } }),
    ),
    element("p", { class: "curation-name", attributes: { title: path } }, name),
    element("p", { class: "detail" }, Object.values(sample.labels).join(", ")),
    element("p", { class: "detail" }, `${width} × ${height} px, ${format.bytes(bytes)}`),
    ...lines.map((line) => element("p", { class: "detail" }, line)),
    element(
      "div",
      { class: "actions" },
      excludeButton(path, excluded),
      excluded && element("span", { class: "detail" }, l10n.t("excluded")),
    ),
  );
}
