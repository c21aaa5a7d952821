/** One picture whose label is probably wrong: what it is labelled as, what it rather seems to be, and what can be done. */
import * as l10n from "@vscode/l10n";
import type { Suspect } from "../../src/protocol/labels";
import { button, dropdown } from "../lib/controls";
import { element } from "../lib/dom";
import * as format from "../lib/format";

export interface SuspectCard {
  readonly suspect: Suspect;
  /** What an img loads. */
  readonly source: string | undefined;
  /** Names of the target's classes. */
  readonly classes: readonly string[];
  /** Shows all that is known of it. */
  readonly open: (path: string) => void;
  /** A person says what it is; null takes that back. */
  readonly onLabel: (suspect: Suspect, label: string | null) => void;
  readonly onExclude: (suspect: Suspect, excluded: boolean) => void;
}

/** The key of the button that takes a decision back: it gets the focus when one was made. */
export function undoKey({ path }: Suspect): string {
  return `undo-${path}`;
}

/** The key of a card's first decision: it gets the focus when one was taken back. */
export function firstKey({ path }: Suspect): string {
  return `suggested-${path}`;
}

/** A button whose words stand on every card: for screen readers it also says which picture. */
function action(
  label: string,
  {
    path,
    key,
    onClick,
  }: { readonly path: string; readonly key: string; readonly onClick: () => void },
): HTMLElement {
  const node = button({ label, key, onClick });
  node.setAttribute("aria-label", `${label}: ${format.fileName(path)}`);
  return node;
}

function picture({ suspect, source, open }: SuspectCard): HTMLElement {
  const { path } = suspect;
  const alt = l10n.t("Picture {0}", format.fileName(path));
  const attributes = { type: "button", title: l10n.t("Details of {0}", path), "data-key": path };
  const click = (): void => {
    open(path);
  };
  return element(
    "button",
    { class: "curation-picture", attributes, on: { click } },
    source === undefined
      ? element("span", { class: "curation-waiting" }, alt)
      : element("img", { attributes: { src: source, alt, loading: "lazy", decoding: "async" } }),
  );
}

function stateText({ state, label }: Suspect): string {
  switch (state) {
    case "open":
      return "";
    case "confirmed":
      return l10n.t("You said: it is right.");
    case "corrected":
      return label === undefined
        ? l10n.t("It has no such label any more.")
        : l10n.t("Now labelled {0}.", label);
    case "excluded":
      return l10n.t("Excluded.");
  }
}

function decided(card: SuspectCard): HTMLElement {
  const { suspect, onLabel, onExclude } = card;
  const undo = action(l10n.t("Undo"), {
    path: suspect.path,
    key: undoKey(suspect),
    onClick: () => {
      if (suspect.state === "excluded") onExclude(suspect, false);
      else onLabel(suspect, null);
    },
  });
  return element(
    "div",
    { class: "suspect-decision" },
    element("p", { class: "changed" }, stateText(suspect)),
    undo,
  );
}

function decisions(card: SuspectCard): HTMLElement {
  const { suspect, classes, onLabel, onExclude } = card;
  const { path, given, suggested } = suspect;
  const is = (label: string): void => {
    onLabel(suspect, label);
  };
  const [givenName = "", suggestedName = ""] = [classes[given], classes[suggested]];
  const others = classes.filter((name) => name !== givenName && name !== suggestedName);
  const none = { value: "", label: l10n.t("Another class…") };
  const other = dropdown({
    label: l10n.t("Another class for {0}", format.fileName(path)),
    key: `other-${path}`,
    choices: [none],
    value: "",
    onChange: (name) => {
      if (name !== "") is(name);
    },
  });
  // a few dozen cards with a few dozen classes each would be slow to draw
  const fill = (): void => {
    other.show([none, ...others.map((name) => ({ value: name, label: name }))], "");
  };
  for (const sign of ["pointerenter", "focusin"] as const) {
    other.element.addEventListener(sign, fill, { once: true });
  }
  return element(
    "div",
    { class: "suspect-decision" },
    action(l10n.t("It is {0}", suggestedName), {
      path,
      key: firstKey(suspect),
      onClick: () => {
        is(suggestedName);
      },
    }),
    action(l10n.t("{0} is right", givenName), {
      path,
      key: `right-${path}`,
      onClick: () => {
        is(givenName);
      },
    }),
    others.length > 0 && other.element,
    action(l10n.t("Exclude"), {
      path,
      key: `exclude-${path}`,
      onClick: () => {
        onExclude(suspect, true);
      },
    }),
  );
}

/** The card, with decisions, or with what was decided and a way back. */
export function suspectCard(card: SuspectCard): HTMLElement {
  const { suspect, classes } = card;
  const { path, state, given, suggested, givenProbability, suggestedProbability } = suspect;
  const name = format.fileName(path);
  const line = (title: string, index: number, share: number): HTMLElement =>
    element(
      "div",
      {},
      element("dt", {}, title),
      element(
        "dd",
        {},
        classes[index] ?? "",
        " ",
        element("span", { class: "detail" }, format.percent(share)),
      ),
    );
  return element(
    "li",
    { class: state === "open" ? "suspect" : "suspect decided", attributes: { "data-path": path } },
    picture(card),
    element(
      "div",
      { class: "suspect-facts" },
      element("p", { class: "curation-name", attributes: { title: path } }, name),
      element(
        "dl",
        { class: "suspect-labels" },
        line(l10n.t("Labelled"), given, givenProbability),
        line(l10n.t("Rather"), suggested, suggestedProbability),
      ),
      state === "open" ? decisions(card) : decided(card),
    ),
  );
}
