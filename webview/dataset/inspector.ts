/** The dialog about one picture: all that is known of it, its relatives, and taking it out or back in. */
import * as l10n from "@vscode/l10n";
import type { ShownPicture } from "../../src/protocol/dashboard";
import { button } from "../lib/controls";
import { call, sentenceOf } from "../lib/host";
import { showError } from "../lib/message";
import { pictureDialog } from "../lib/pictureDetails";
import { pictureFacts } from "./pictureFacts";

export class Inspector {
  private readonly dialog = pictureDialog();
  readonly element = this.dialog.element;
  private asked = 0;

  /** Shows the picture of that path, as soon as the host has said all of it. */
  open(path: string): void {
    const asked = ++this.asked;
    call("details", { path }).then(
      (picture) => {
        if (asked === this.asked) this.show(picture);
      },
      (error: unknown) => {
        this.element.close();
        showError(error);
      },
    );
  }

  private show(picture: ShownPicture): void {
    const { path, source, excluded } = picture.sample;
    const facts = pictureFacts(picture, (other) => {
      this.open(other);
    });
    const action = excluded ? l10n.t("Take back in") : l10n.t("Exclude from training");
    const change = button({
      label: action,
      key: "exclude",
      onClick: () => {
        void this.exclude(path, excluded !== true);
      },
    });
    this.dialog.open({ path, source, facts, actions: [change] });
  }

  private async exclude(path: string, excluded: boolean): Promise<void> {
    try {
      await call("exclude", { paths: [path], excluded });
      if (this.element.open) this.open(path);
    } catch (error) {
      this.dialog.say(sentenceOf(error));
    }
  }
}
