/** The pictures as cards under the model that answered. */
import * as l10n from "@vscode/l10n";
import type { ClassifySnapshot } from "../../src/protocol/dashboard";
import type { PredictResult } from "../../src/protocol/evaluation";
import type { View } from "../lib/app";
import { dropdown, type Dropdown } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { head } from "../lib/facts";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { pictureCard } from "./pictureCard";

export class ClassifyView implements View<"classify"> {
  private readonly head = head();
  private readonly tools = element("div", { class: "filters" });
  private readonly cards = element("div", { class: "cards" });
  private models: Dropdown | undefined;
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.tools,
    this.cards,
  );
  private shown = "";

  update(snapshot: ClassifySnapshot): void {
    const { pictures, result } = snapshot;
    const [first] = pictures;
    const title =
      pictures.length === 1 && first
        ? format.fileName(first.path)
        : l10n.t("{0} pictures", format.count(pictures.length));
    this.head.show(title, result ? modelLine(result) : l10n.t("Asking the network …"), []);
    this.showModels(snapshot);
    const shown = JSON.stringify([pictures, result]);
    if (shown === this.shown) return;
    this.shown = shown;
    const cards = pictures.map((picture) => {
      const prediction = result?.predictions.find((each) => each.picture === picture.path);
      return pictureCard(picture, prediction);
    });
    this.cards.classList.toggle("single", cards.length === 1);
    this.cards.setAttribute("aria-busy", String(result === null));
    replace(this.cards, ...cards);
  }

  private showModels({ models, run }: ClassifySnapshot): void {
    const choices = models.map((model) => ({ value: model.run, label: model.name }));
    if (this.models) {
      this.models.show(choices, run);
      return;
    }
    this.models = dropdown({
      label: l10n.t("Model"),
      choices,
      value: run,
      onChange: (chosen) => {
        perform(call("chooseModel", { run: chosen }));
      },
    });
    this.tools.append(this.models.element);
  }
}

/** "catDogNet · species · 2 pictures in 84 ms". */
function modelLine({ run, network, target, milliseconds }: PredictResult): string {
  const time = l10n.t("answered in {0} ms", format.count(milliseconds));
  return [format.fileName(run), network, target, time].join(" · ");
}
