/** The quiet place at the head of the page where a sentence about a failure is shown. */
import * as l10n from "@vscode/l10n";
import { button } from "./controls";
import { element, replace } from "./dom";
import { sentenceOf } from "./host";

/** Stands in the page from the start, so that screen readers hear what is put in. */
export const messages = element("div", { class: "messages", attributes: { role: "alert" } });

export interface Remedy {
  /** Tries the same again. */
  readonly again?: () => void;
  /** A button that may help. */
  readonly action?: HTMLElement;
}

/** Shows a failure until it is dismissed or the next one comes. */
export function showError(error: unknown, { again, action }: Remedy = {}): void {
  replace(
    messages,
    element(
      "div",
      { class: "message" },
      element("span", { class: "message-icon", attributes: { "aria-hidden": true } }, "!"),
      element("p", {}, sentenceOf(error)),
      action,
      again &&
        button({
          label: l10n.t("Try again"),
          onClick: () => {
            clearMessage();
            again();
          },
        }),
      button({ label: l10n.t("Dismiss"), onClick: clearMessage }),
    ),
  );
}

export function clearMessage(): void {
  messages.replaceChildren();
}

/** Waits for work that a control began; a failure is shown, not thrown. */
export function perform(work: Promise<unknown>): void {
  work.then(clearMessage, showError);
}
