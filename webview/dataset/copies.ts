/** Groups of copies side by side: what differs between them can be seen, and all but one taken out. */
import * as l10n from "@vscode/l10n";
import type { DuplicateGroup } from "../../src/protocol/curation";
import { button } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform, showError } from "../lib/message";
import { curationCard } from "./curationCard";
import { loadThumbnails, thumbnailOf } from "./thumbnails";

/** Groups shown at first, and added by each press of the button. */
const STEP = 12;

export class Copies {
  private readonly summary = element("p", { class: "detail" });
  private readonly list = element("div", { class: "copies" });
  private readonly all = element("div", { class: "actions" });
  readonly element = element(
    "section",
    {},
    element("h2", {}, l10n.t("Copies")),
    this.summary,
    this.all,
    this.list,
  );
  private groups: readonly DuplicateGroup[] = [];
  private excluded: ReadonlySet<string> = new Set();
  private limit = STEP;

  constructor(private readonly open: (path: string) => void) {}

  /** Asks for the groups again; the excluded ones among them stay to be seen. */
  async refresh(excluded: ReadonlySet<string>): Promise<void> {
    this.excluded = excluded;
    this.groups = await call("copies", {});
    this.draw();
  }

  private draw(): void {
    const { groups } = this;
    const exact = groups.filter(({ kind }) => kind === "duplicate").length;
    this.summary.textContent =
      groups.length === 0
        ? l10n.t("No picture looks like another one.")
        : exact === 0
          ? l10n.t("{0} groups. A split never tears a group apart.", format.count(groups.length))
          : l10n.t(
              "{0} groups; in {1} of them all files are equal to the byte. A split never tears a group apart.",
              format.count(groups.length),
              format.count(exact),
            );
    const surplus = this.surplus(groups.filter(({ kind }) => kind === "duplicate"));
    replace(
      this.all,
      surplus.length > 0 &&
        button({
          label: l10n.t(
            "Keep one of each exact duplicate: exclude {0}",
            format.count(surplus.length),
          ),
          key: "exclude-duplicates",
          onClick: () => {
            perform(call("exclude", { paths: surplus, excluded: true }));
          },
        }),
    );
    const shown = groups.slice(0, this.limit);
    const rest = groups.length - shown.length;
    replace(
      this.list,
      ...shown.map((group) => this.group(group)),
      rest > 0 &&
        button({
          label: l10n.t("Show more ({0})", format.count(rest)),
          key: "more-copies",
          onClick: () => {
            this.limit += STEP;
            this.draw();
          },
        }),
    );
    const paths = shown.flatMap(({ samples }) => samples.map(({ path }) => path));
    loadThumbnails(paths).then((news) => {
      if (news) this.draw();
    }, showError);
  }

  /** All pictures of the groups that are in use, but for the first of each. */
  private surplus(groups: readonly DuplicateGroup[]): string[] {
    return groups.flatMap(({ samples }) =>
      samples
        .map(({ path }) => path)
        .filter((path) => !this.excluded.has(path))
        .slice(1),
    );
  }

  private group({ kind, samples }: DuplicateGroup): HTMLElement {
    const name = kind === "duplicate" ? l10n.t("Exact duplicates") : l10n.t("Near duplicates");
    const labels = new Set(samples.map((sample) => JSON.stringify(Object.entries(sample.labels))));
    const first = samples[0]?.path ?? "";
    return element(
      "div",
      { class: "copy-group", attributes: { role: "group", "aria-label": `${name}: ${first}` } },
      element(
        "p",
        { class: "copy-head" },
        element("strong", {}, name),
        labels.size > 1 &&
          element("span", { class: "changed" }, ` ${l10n.t("with different labels")}`),
      ),
      element(
        "ul",
        { class: "curation-cards" },
        ...samples.map((sample) =>
          curationCard({
            sample,
            source: thumbnailOf(sample.path),
            excluded: this.excluded.has(sample.path),
            lines: [],
            open: this.open,
          }),
        ),
      ),
    );
  }
}
