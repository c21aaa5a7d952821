/** The dialog that shows one picture with all that is known of it, and what can be done with it. */
import * as l10n from "@vscode/l10n";
import { button } from "./controls";
import { element, replace, type Child } from "./dom";
import { ExplainablePicture } from "./explanation";
import { definitions } from "./facts";
import { fileName } from "./format";
import { call } from "./host";
import { perform } from "./message";

export interface PictureInformation {
  /** Relative to the data set's folder. */
  readonly path: string;
  readonly source: string;
  readonly facts: readonly (readonly [string, Child])[];
  /** Stands below the facts. */
  readonly more?: Child;
  /** Whether the dashboard's run can show what in the picture speaks for a class. */
  readonly isExplainable?: boolean;
  /** Buttons beside those that every picture has. */
  readonly actions?: readonly HTMLElement[];
}

export interface PictureDialog {
  readonly element: HTMLDialogElement;
  /** Fills the dialog and shows it; one that is open turns to the other picture. */
  open(picture: PictureInformation): void;
  /** Says in the dialog, which hides the page's own messages, what went wrong. */
  say(sentence: string): void;
}

/** A dialog made once; `open` fills and shows it. Escape closes it and the focus goes back. */
export function pictureDialog(): PictureDialog {
  const said = element("p", { class: "dialog-message", attributes: { role: "alert" } });
  const dialog = element("dialog", { class: "picture-dialog" });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // on the backdrop
  });
  const close = (): void => {
    dialog.close();
  };
  return {
    element: dialog,
    say(sentence) {
      said.textContent = sentence;
    },
    open({ path, source, facts, more, isExplainable = false, actions = [] }) {
      said.textContent = "";
      dialog.setAttribute("aria-label", fileName(path));
      const act = (method: "openPicture" | "classify") => () => {
        dialog.close();
        perform(call(method, { path }));
      };
      const alt = l10n.t("Picture {0}", fileName(path));
      const image = element("img", { attributes: { src: source, alt } });
      const explained = isExplainable ? new ExplainablePicture(image, path) : undefined;
      replace(
        dialog,
        explained?.picture ?? image,
        element(
          "div",
          { class: "picture-facts" },
          element("h2", {}, fileName(path)),
          definitions(facts),
          more,
          explained?.controls,
          said,
          element(
            "div",
            { class: "actions" },
            button({ label: l10n.t("Classify"), primary: true, onClick: act("classify") }),
            button({ label: l10n.t("Open picture"), onClick: act("openPicture") }),
            ...actions,
            button({ label: l10n.t("Close"), onClick: close }),
          ),
        ),
      );
      if (!dialog.open) dialog.showModal();
    },
  };
}
