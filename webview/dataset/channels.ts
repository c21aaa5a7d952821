/** Mean and standard deviation of each colour channel. */
import * as l10n from "@vscode/l10n";
import type { ChannelStatistics } from "../../src/protocol/dataset";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { plainTable } from "../lib/plainTable";

/** The table, or a sentence when the statistics were not computed. */
export function channelTable(statistics: ChannelStatistics | undefined): HTMLElement {
  const title = l10n.t("Colour statistics");
  if (!statistics || statistics.pictures === 0) {
    return section(
      title,
      element("p", { class: "detail" }, l10n.t("Not measured yet: scan again.")),
    );
  }
  const channels = [l10n.t("Red"), l10n.t("Green"), l10n.t("Blue")].map((name, index) => ({
    name,
    index,
    mean: statistics.mean[index] ?? 0,
    std: statistics.std[index] ?? 0,
  }));
  const rows = channels.map(({ name, index, mean, std }) => [
    element("span", {}, chip(mean, index), name),
    format.decimal(mean),
    format.decimal(std),
    range(mean, std),
  ]);
  const headings = [
    { label: l10n.t("Channel") },
    { label: l10n.t("Mean"), numeric: true },
    { label: l10n.t("Std. deviation"), numeric: true },
    { label: "", drawing: "range-cell" },
  ];
  return section(
    title,
    plainTable({ caption: title, headings, rows }),
    element(
      "p",
      { class: "detail" },
      l10n.t("0 to 1, over {0} pictures", format.count(statistics.pictures)),
    ),
  );
}

/** The channel's mean as a colour, so that a dark red channel looks dark red. */
function chip(mean: number, index: number): HTMLElement {
  const node = element("span", { class: "chip", attributes: { "aria-hidden": true } });
  const level = Math.round(mean * 255);
  const parts = [0, 0, 0].map((zero, channel) => (channel === index ? level : zero));
  node.style.backgroundColor = `rgb(${parts.join(", ")})`;
  return node;
}

/** A line from 0 to 1 with the mean and one standard deviation to either side. */
function range(mean: number, std: number): HTMLElement {
  const spread = element("div", { class: "range-spread" });
  spread.style.left = `${Math.max(mean - std, 0) * 100}%`;
  spread.style.right = `${Math.max(1 - mean - std, 0) * 100}%`;
  const middle = element("div", { class: "range-mean" });
  middle.style.left = `${mean * 100}%`;
  return element("div", { class: "range" }, spread, middle);
}
