/** What is under way: one line of text and a bar. */
import * as l10n from "@vscode/l10n";
import { type Progress, STAGE_TITLES } from "../../src/protocol/progress";
import { button } from "./controls";
import { element, setAttributes } from "./dom";
import * as format from "./format";

/** The unit in the window's language, where it is one that the backend counts in. */
function unitName(unit: string): string {
  if (unit === "pictures") return l10n.t("pictures");
  return unit === "batches" ? l10n.t("batches") : unit;
}

function describe({ stage, done, total, unit, ...more }: Progress): string {
  const parts = [l10n.t(STAGE_TITLES[stage])];
  if (more.detail !== undefined) parts.push(more.detail);
  if (total > 0) {
    const counts = [format.count(done), format.count(total), unitName(unit)] as const;
    parts.push(l10n.t("{0} of {1} {2}", ...counts));
  }
  if (more.perSecond !== undefined)
    parts.push(l10n.t("{0} a second", format.count(more.perSecond)));
  if (more.secondsLeft !== undefined && Number.isFinite(more.secondsLeft)) {
    parts.push(l10n.t("{0} left", format.duration(more.secondsLeft)));
  }
  return parts.join(" · ");
}

/** The data-key of the button that cancels. */
export const CANCEL_KEY = "cancel";

export interface Bar {
  readonly element: HTMLElement;
  /** 0..1; undefined when nobody knows how far it is. */
  show(share: number | undefined, text: string): void;
}

/** A bar with its accessible name. */
export function bar(label: string): Bar {
  const fill = element("div", { class: "bar-fill" });
  const attributes = { role: "progressbar", "aria-label": label, "aria-valuemin": 0 };
  const node = element(
    "div",
    { class: "bar", attributes: { ...attributes, "aria-valuemax": 100 } },
    fill,
  );
  return {
    element: node,
    show(share, text) {
      node.classList.toggle("bar-unknown", share === undefined);
      fill.style.width = share === undefined ? "" : `${Math.min(Math.max(share, 0), 1) * 100}%`;
      const now = share === undefined ? undefined : Math.round(share * 100);
      setAttributes(node, { "aria-valuenow": now, "aria-valuetext": text });
    },
  };
}

/**
 * The progress at the head of a dashboard; hidden while nothing is under way. `cancel` puts a
 * button beside it.
 */
export function progressArea(cancel?: () => void): {
  element: HTMLElement;
  show(progress: Progress | null): void;
} {
  const text = element("p", { class: "progress-text" });
  const line = bar(l10n.t("Progress"));
  const area = element(
    "div",
    { class: "progress", attributes: { hidden: true } },
    element("div", { class: "progress-line" }, text, line.element),
    cancel && button({ label: l10n.t("Cancel"), key: CANCEL_KEY, onClick: cancel }),
  );
  return {
    element: area,
    show(progress) {
      area.hidden = progress === null;
      if (!progress) return;
      const sentence = describe(progress);
      text.textContent = sentence;
      line.show(progress.total > 0 ? progress.done / progress.total : undefined, sentence);
    },
  };
}
