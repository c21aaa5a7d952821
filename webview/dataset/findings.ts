/** What a person should know about files: grouped by kind, folded until asked for. Copies are shown apart. */
import * as l10n from "@vscode/l10n";
import type { Finding, FindingKind } from "../../src/protocol/dataset";
import { button } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { call, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { excludeButton } from "./curationCard";

/** More than this are shown only when asked for. */
const FIRST = 50;

export function kindName(kind: FindingKind): string {
  switch (kind) {
    case "unreadable":
      return l10n.t("Unreadable files");
    case "empty-file":
      return l10n.t("Empty files");
    case "extension-mismatch":
      return l10n.t("Wrong file name extension");
    case "no-label":
      return l10n.t("No label");
    case "duplicate":
      return l10n.t("Exact duplicates");
    case "near-duplicate":
      return l10n.t("Near duplicates");
    case "missing-file":
      return l10n.t("Missing files");
    case "stale-label":
      return l10n.t("Corrected labels that no longer apply");
  }
}

/** Copies are better seen side by side than read. */
function isCopy({ kind }: Finding): boolean {
  return kind === "duplicate" || kind === "near-duplicate";
}

export class Findings {
  private readonly list = element("div");
  readonly element = element("section", {}, element("h2", {}, l10n.t("Files")), this.list);
  private readonly view = viewState<{ open: readonly string[] }>("findings", { open: [] });
  private excluded: ReadonlySet<string> = new Set();

  show(all: readonly Finding[], excluded: ReadonlySet<string>): void {
    this.excluded = excluded;
    const findings = all.filter((finding) => !isCopy(finding));
    if (findings.length === 0) {
      const sentence = l10n.t("Nothing to report: every file is readable and labelled.");
      replace(this.list, element("p", { class: "detail" }, sentence));
      return;
    }
    const kinds = [...new Set(findings.map(({ kind }) => kind))];
    replace(
      this.list,
      ...kinds.map((kind) =>
        this.group(
          kind,
          findings.filter((each) => each.kind === kind),
        ),
      ),
    );
  }

  private group(kind: FindingKind, findings: readonly Finding[]): HTMLElement {
    const open = this.view.value.open.includes(kind);
    const skipped = findings.filter((each) => each.skipped).length;
    const list = element("ul", { class: "findings" });
    const fill = (limit: number): void => {
      replace(list, ...findings.slice(0, limit).map((each) => this.item(each)));
      if (findings.length <= limit) return;
      const label = l10n.t("Show all {0}", format.count(findings.length));
      const all = button({
        label,
        onClick: () => {
          fill(Infinity);
        },
      });
      list.append(element("li", {}, all));
    };
    const details = element(
      "details",
      { attributes: { open } },
      element(
        "summary",
        { attributes: { "data-key": `finding-${kind}` } },
        kindName(kind),
        element("span", { class: "badge" }, format.count(findings.length)),
        skipped > 0 &&
          element("span", { class: "detail" }, l10n.t("{0} left out", format.count(skipped))),
      ),
      list,
    );
    if (open) fill(FIRST);
    details.addEventListener("toggle", () => {
      if (details.open && list.childElementCount === 0) fill(FIRST);
      const others = this.view.value.open.filter((each) => each !== kind);
      this.view.set({ open: details.open ? [...others, kind] : others });
    });
    return details;
  }

  /** What was skipped is in no training anyway: only the others can be excluded. */
  private item({ path, message, kind, skipped }: Finding): HTMLElement {
    const open = (): void => {
      perform(call("openPicture", { path }));
    };
    const attributes = { type: "button", title: l10n.t("Open {0}", path) };
    return element(
      "li",
      {},
      kind === "missing-file"
        ? element("span", { class: "path" }, path)
        : element("button", { class: "link path", attributes, on: { click: open } }, path),
      element("span", { class: "finding-message" }, message),
      !skipped && excludeButton(path, this.excluded.has(path)),
    );
  }
}
