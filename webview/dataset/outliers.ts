/** Pictures of unusual size or shape, the oddest first. */
import * as l10n from "@vscode/l10n";
import type { Outlier, OutlierReport, UsualRange } from "../../src/protocol/curation";
import { button } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { showError } from "../lib/message";
import { curationCard } from "./curationCard";
import { outlierText } from "./pictureFacts";
import { loadThumbnails, thumbnailOf } from "./thumbnails";

/** Pictures shown at first, and added by each press of the button. */
const STEP = 24;

export class Outliers {
  private readonly summary = element("p", { class: "detail" });
  private readonly list = element("ul", { class: "curation-cards" });
  private readonly more = element("div", { class: "actions" });
  readonly element = element(
    "section",
    {},
    element("h2", {}, l10n.t("Outliers of size and shape")),
    this.summary,
    this.list,
    this.more,
  );
  private outliers: readonly Outlier[] = [];
  private excluded: ReadonlySet<string> = new Set();
  private limit = STEP;

  constructor(private readonly open: (path: string) => void) {}

  /** Asks again; those that were excluded meanwhile stay, to be taken back in. */
  async refresh(excluded: ReadonlySet<string>): Promise<void> {
    this.excluded = excluded;
    const report = await call("outliers", {});
    const found = new Set(report.outliers.map(({ sample }) => sample.path));
    const gone = this.outliers.filter(
      ({ sample }) => excluded.has(sample.path) && !found.has(sample.path),
    );
    this.outliers = [...report.outliers, ...gone];
    this.draw(report);
  }

  private draw(report: OutlierReport): void {
    const { outliers } = this;
    this.summary.textContent =
      outliers.length === 0
        ? l10n.t("Every picture has a usual size and shape.")
        : usualSentence(report);
    const shown = outliers.slice(0, this.limit);
    const rest = outliers.length - shown.length;
    replace(
      this.list,
      ...shown.map(({ sample, kinds }) =>
        curationCard({
          sample,
          source: thumbnailOf(sample.path),
          excluded: this.excluded.has(sample.path),
          lines: [element("span", { class: "changed" }, kinds.map(outlierText).join(", "))],
          open: this.open,
        }),
      ),
    );
    replace(
      this.more,
      rest > 0 &&
        button({
          label: l10n.t("Show more ({0})", format.count(rest)),
          key: "more-outliers",
          onClick: () => {
            this.limit += STEP;
            this.draw(report);
          },
        }),
    );
    loadThumbnails(shown.map(({ sample }) => sample.path)).then((news) => {
      if (news) this.draw(report);
    }, showError);
  }
}

/** Megapixels of an area. */
function megapixels(area: number): string {
  return format.axisNumber(area / 1e6);
}

function usualSentence({ area, aspect }: OutlierReport): string {
  const ratio = (range: UsualRange): string =>
    `${format.axisNumber(range.min)} – ${format.axisNumber(range.max)}`;
  return l10n.t(
    "Usual here are {0} megapixels, and a width of {1} times the height.",
    `${megapixels(area.min)} – ${megapixels(area.max)}`,
    ratio(aspect),
  );
}
