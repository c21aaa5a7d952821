/** The wall of thumbnails with its filters. */
import * as l10n from "@vscode/l10n";
import type { DatasetSnapshot, ShownSample } from "../../src/protocol/dashboard";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { showError } from "../lib/message";
import { PictureGrid, type GridItem } from "../lib/pictureGrid";
import { Filters } from "./filters";

export class Gallery {
  private readonly paths = new Map<number, string>();
  private readonly filters = new Filters(() => void this.search());
  private readonly status = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly grid: PictureGrid;
  readonly element: HTMLElement;
  private shown = "";
  private searches = 0;

  /** `open` shows all that is known of a picture. */
  constructor(open: (path: string) => void) {
    this.grid = new PictureGrid({
      label: l10n.t("Pictures"),
      cellWidth: 132,
      cellHeight: 172,
      onOpen: (index) => {
        const path = this.paths.get(index);
        if (path !== undefined) open(path);
      },
    });
    this.element = section(
      l10n.t("Pictures"),
      this.filters.element,
      this.status,
      this.grid.element,
    );
  }

  /** Asks for the pictures again only when the data or their parts changed. */
  show(snapshot: DatasetSnapshot): void {
    const { summary, splits, excluded } = snapshot;
    this.element.hidden = summary.pictures === 0;
    this.filters.show(snapshot);
    const shown = JSON.stringify([summary.fingerprint, splits, excluded]);
    if (this.shown === shown) return;
    this.shown = shown;
    if (summary.pictures > 0) void this.search();
  }

  private async search(): Promise<void> {
    const query = this.filters.query();
    const search = ++this.searches;
    try {
      const first = await call("samples", { ...query, offset: 0, limit: 60 });
      if (search !== this.searches) return; // the person has typed on
      this.paths.clear();
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
    for (const [index, { path }] of page.samples.entries()) {
      this.paths.set(page.offset + index, path);
    }
  }
}

function gridItem({ path, labels, thumbnail, generatedFrom, excluded }: ShownSample): GridItem {
  const name = format.fileName(path);
  const classes = Object.values(labels).join(", ");
  const finest = Object.values(labels).at(-1) ?? "";
  const remarks = [
    ...(generatedFrom === undefined ? [] : [l10n.t("generated")]),
    ...(excluded === true ? [l10n.t("excluded")] : []),
  ];
  const line = remarks.length === 0 ? name : `${name} (${remarks.join(", ")})`;
  return {
    path,
    source: thumbnail,
    caption: () =>
      element(
        "span",
        { class: "cell-caption", attributes: { title: `${path}\n${classes}` } },
        element("strong", {}, finest),
        element("span", {}, line),
      ),
  };
}
