/** The pictures as cards under the model that answered. */
import * as l10n from "@vscode/l10n";
import type { ClassifySnapshot, PictureSource } from "../../src/protocol/dashboard";
import { UserError } from "../../src/protocol/errors";
import type { PredictResult, Prediction } from "../../src/protocol/evaluation";
import type { View } from "../lib/app";
import { dropdown, type Dropdown } from "../lib/controls";
import { element, hidden, replace } from "../lib/dom";
import { head } from "../lib/facts";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { clearMessage, perform, showError } from "../lib/message";
import { pictureCard, type PictureCard } from "./pictureCard";

export class ClassifyView implements View<"classify"> {
  private readonly head = head();
  private readonly tools = element("div", { class: "filters" });
  private readonly cards = element("div", { class: "cards" });
  private models: Dropdown | undefined;
  /** What a screen reader says when the answer comes. */
  private readonly spoken = element("div", { attributes: { role: "status" } });
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.tools,
    this.cards,
    this.spoken,
  );
  private shown = "";
  private cardOf: ReadonlyMap<string, PictureCard> = new Map();
  private answered: Answer | null | undefined;
  private failed = false;

  update(snapshot: ClassifySnapshot): void {
    const { pictures, result, failure } = snapshot;
    const [first] = pictures;
    const title =
      pictures.length === 1 && first
        ? format.fileName(first.path)
        : l10n.t("{0} pictures", format.count(pictures.length));
    const line = failure ? l10n.t("No answer") : l10n.t("Asking the network …");
    this.head.show(title, result ? modelLine(result) : line, []);
    this.showModels(snapshot);
    this.showPictures(pictures);
    this.showAnswer(failure ? { predictions: [] } : result);
    this.showFailure(snapshot);
  }

  private showFailure({ failure, run }: ClassifySnapshot): void {
    if (failure) {
      const again = (): void => {
        perform(call("chooseModel", { run }));
      };
      showError(new UserError(failure.code, failure.message), { again });
    } else if (this.failed) {
      clearMessage();
    }
    this.failed = failure !== undefined;
  }

  /** Cards of the same pictures stay, so that a new answer does not make the pictures flicker. */
  private showPictures(pictures: readonly PictureSource[]): void {
    const shown = JSON.stringify(pictures);
    if (shown === this.shown) return;
    this.shown = shown;
    this.cardOf = new Map(pictures.map((picture) => [picture.path, pictureCard(picture)]));
    this.answered = undefined;
    this.cards.classList.toggle("single", pictures.length === 1);
    replace(this.cards, ...[...this.cardOf.values()].map((card) => card.element));
  }

  private showAnswer(result: Answer | null): void {
    if (JSON.stringify(result) === JSON.stringify(this.answered)) return;
    this.answered = result;
    this.cards.setAttribute("aria-busy", String(result === null));
    const predictions = new Map(result?.predictions.map((each) => [each.picture, each]));
    for (const [path, card] of this.cardOf) {
      const silent: Prediction = { picture: path, top: [], labels: {} };
      card.show(result ? (predictions.get(path) ?? silent) : undefined);
    }
    replace(this.spoken, result && result.predictions.length > 0 && hidden(sentence(result)));
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

type Answer = Pick<PredictResult, "predictions">;

/** What was said of the one picture, or how many were classified. */
function sentence({ predictions }: Answer): string {
  const [prediction, ...others] = predictions;
  const best = prediction?.top[0];
  if (others.length > 0 || !best) {
    return l10n.t("Pictures classified: {0}", format.count(predictions.length));
  }
  return `${best.name}, ${format.percent(best.probability)}`;
}

/** "catDogNet · species · 2 pictures in 84 ms". */
function modelLine({ run, network, target, milliseconds }: PredictResult): string {
  const time = l10n.t("answered in {0} ms", format.count(milliseconds));
  return [format.fileName(run), network, target, time].join(" · ");
}
