/** The dialog about one picture: all that is known of it, its relatives, and taking it out or back in. */
import * as l10n from "@vscode/l10n";
import type { ShownPicture } from "../../src/protocol/dashboard";
import type { DatasetSummary, TargetSummary } from "../../src/protocol/dataset";
import { button, dropdown } from "../lib/controls";
import { element } from "../lib/dom";
import { call, sentenceOf } from "../lib/host";
import { showError } from "../lib/message";
import { pictureDialog } from "../lib/pictureDetails";
import { pictureFacts } from "./pictureFacts";

export class Inspector {
  private readonly dialog = pictureDialog();
  readonly element = this.dialog.element;
  private asked = 0;
  private targets: readonly TargetSummary[] = [];

  /** Takes down which labels pictures can have. */
  show({ targets }: DatasetSummary): void {
    this.targets = targets;
  }

  /** Shows the picture of that path, as soon as the host has said all of it. */
  open(path: string): void {
    const asked = ++this.asked;
    call("details", { path }).then(
      (picture) => {
        if (asked === this.asked) this.draw(picture);
      },
      (error: unknown) => {
        this.element.close();
        showError(error);
      },
    );
  }

  private draw(picture: ShownPicture): void {
    const { path, source, excluded } = picture.sample;
    const facts = pictureFacts(picture, (other) => {
      this.open(other);
    });
    const action = excluded ? l10n.t("Take back in") : l10n.t("Exclude from training");
    const change = button({
      label: action,
      key: "exclude",
      onClick: () => {
        void this.change(path, call("exclude", { paths: [path], excluded: excluded !== true }));
      },
    });
    this.dialog.open({ path, source, facts, more: this.relabelling(picture), actions: [change] });
  }

  /** Lets a person say what it is: a choice a label, with a way back to what the rule says. */
  private relabelling({ sample }: ShownPicture): HTMLElement | false {
    const { path, labels, given = labels, generatedFrom } = sample;
    if (generatedFrom !== undefined) return false; // it has its source's labels
    const fields = this.targets.flatMap(({ target, classes }) => {
      const byRule = given[target];
      if (byRule === undefined || classes.length < 2) return [];
      const label = (name: string): string =>
        name === byRule && labels[target] !== byRule
          ? l10n.t("{0} (the labelling rule)", name)
          : name;
      const names = [...new Set([...classes.map(({ name }) => name), byRule])].sort();
      const none = labels[target] === undefined ? [{ value: "", label: "" }] : [];
      return dropdown({
        label: l10n.t("It shows ({0})", target),
        key: `relabel-${target}`,
        choices: [...none, ...names.map((name) => ({ value: name, label: label(name) }))],
        value: labels[target] ?? "",
        onChange: (name) => {
          if (name === "" || name === labels[target]) return;
          const decision = { paths: [path], target, label: name === byRule ? null : name };
          void this.change(path, call("relabel", decision));
        },
      }).element;
    });
    return fields.length > 0 && element("div", { class: "filters" }, ...fields);
  }

  private async change(path: string, work: Promise<null>): Promise<void> {
    try {
      await work;
      if (this.element.open) this.open(path);
    } catch (error) {
      this.dialog.say(sentenceOf(error));
    }
  }
}
