/** The wall of thumbnails with its filters. */
import * as l10n from "@vscode/l10n";
import type { DashboardApi, ShownSample } from "../../src/protocol/dashboard";
import type { DatasetSummary, SplitReport } from "../../src/protocol/dataset";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { showError } from "../lib/message";
import { pictureDialog } from "../lib/pictureDetails";
import { PictureGrid, type GridItem } from "../lib/pictureGrid";
import { Filters } from "./filters";
import { sampleInformation } from "./sampleInformation";

type Query = Parameters<DashboardApi["samples"]>[0];

export class Gallery {
  private readonly samples = new Map<number, ShownSample>();
  private readonly dialog = pictureDialog();
  private readonly filters = new Filters(() => void this.search());
  private readonly status = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly grid = new PictureGrid({
    label: l10n.t("Pictures"),
    cellWidth: 132,
    cellHeight: 172,
    onOpen: (index) => {
      const sample = this.samples.get(index);
      if (sample) this.dialog.open(sampleInformation(sample, this.splits));
    },
  });
  readonly element = section(
    l10n.t("Pictures"),
    this.filters.element,
    this.status,
    this.grid.element,
    this.dialog.element,
  );
  private splits: Readonly<Record<string, SplitReport>> = {};
  private fingerprint = "";
  private searches = 0;

  /** Asks for the pictures again only when the data changed. */
  show(summary: DatasetSummary, splits: Readonly<Record<string, SplitReport>>): void {
    this.element.hidden = summary.pictures === 0;
    this.splits = splits;
    this.filters.show(summary, splits);
    if (this.fingerprint === summary.fingerprint) return;
    this.fingerprint = summary.fingerprint;
    if (summary.pictures > 0) void this.search();
  }

  private async search(): Promise<void> {
    const query = this.filters.query();
    const search = ++this.searches;
    try {
      const first = await call("samples", { ...query, offset: 0, limit: 60 });
      if (search !== this.searches) return; // the person has typed on
      this.samples.clear();
      this.status.textContent =
        first.total === 0
          ? l10n.t("No picture fits these filters.")
          : l10n.t("{0} pictures", format.count(first.total));
      this.grid.element.hidden = first.total === 0;
      this.grid.show({
        total: first.total,
        page: async (offset, limit) => {
          const page = offset === 0 ? first : await call("samples", { ...query, offset, limit });
          if (search === this.searches) this.keep(page);
          return page.samples.map(gridItem);
        },
      });
    } catch (error) {
      if (search === this.searches) showError(error, { again: () => void this.search() });
    }
  }

  private keep(page: { readonly offset: number; readonly samples: readonly ShownSample[] }): void {
    for (const [index, sample] of page.samples.entries()) {
      this.samples.set(page.offset + index, sample);
    }
  }
}

export type SampleQuery = Omit<Query, "offset" | "limit">;

function gridItem({ path, labels, source, generatedFrom }: ShownSample): GridItem {
  const name = format.fileName(path);
  const classes = Object.values(labels).join(", ");
  const finest = Object.values(labels).at(-1) ?? "";
  return {
    path,
    source,
    caption: () =>
      element(
        "span",
        { class: "cell-caption", attributes: { title: `${path}\n${classes}` } },
        element("strong", {}, finest),
        element("span", {}, generatedFrom === undefined ? name : l10n.t("{0} (generated)", name)),
      ),
  };
}
