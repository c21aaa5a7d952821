/** The dialog that shows one picture with all that is known of it, and what can be done with it. */
import * as l10n from "@vscode/l10n";
import { button } from "./controls";
import { element, replace, type Child } from "./dom";
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
}

/** A dialog made once; `open` fills and shows it. Escape closes it and the focus goes back. */
export function pictureDialog(): {
  readonly element: HTMLDialogElement;
  open(picture: PictureInformation): void;
} {
  const dialog = element("dialog", { class: "picture-dialog" });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // on the backdrop
  });
  const close = (): void => {
    dialog.close();
  };
  return {
    element: dialog,
    open({ path, source, facts, more }) {
      dialog.setAttribute("aria-label", fileName(path));
      const act = (method: "openPicture" | "classify") => () => {
        dialog.close();
        perform(call(method, { path }));
      };
      replace(
        dialog,
        element("img", { attributes: { src: source, alt: l10n.t("Picture {0}", fileName(path)) } }),
        element(
          "div",
          { class: "picture-facts" },
          element("h2", {}, fileName(path)),
          definitions(facts),
          more,
          element(
            "div",
            { class: "actions" },
            button({ label: l10n.t("Classify"), primary: true, onClick: act("classify") }),
            button({ label: l10n.t("Open picture"), onClick: act("openPicture") }),
            button({ label: l10n.t("Close"), onClick: close }),
          ),
        ),
      );
      dialog.showModal();
    },
  };
}
