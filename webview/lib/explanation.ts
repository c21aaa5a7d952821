/** What in a picture speaks for a class: a map over the picture, and the controls that choose it. */
import * as l10n from "@vscode/l10n";
import type { Explanation } from "../../src/protocol/explanation";
import { OVERLAY_OPACITY } from "../../src/protocol/heatMap";
import { button, dropdown } from "./controls";
import { element, replace } from "./dom";
import * as format from "./format";
import { drawHeatMap, heatLegend, peakOf } from "./heatMap";
import { call, sentenceOf, viewState } from "./host";
import { slider } from "./slider";
import "./explanation.css";

/** How strongly maps cover pictures, the same for all of a dashboard. */
const view = viewState("explanation", { opacity: OVERLAY_OPACITY });

/** A picture that can be explained, in two parts that stand apart. */
export class ExplainablePicture {
  private readonly canvas = element("canvas", { class: "heat-map", attributes: { role: "img" } });
  /** The image with the map over it. */
  readonly picture: HTMLElement;
  private readonly said = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly details = element("div", { class: "explanation" });
  readonly controls = element("div", { class: "explain" });
  private isOpen = false;
  /** The last question: an answer to an older one is dropped. */
  private question = 0;

  /** `image` shows the picture of that path, contained in its box. */
  constructor(
    private readonly image: HTMLImageElement,
    private readonly path: string,
  ) {
    this.picture = element("div", { class: "explained" }, image, this.canvas);
    this.close();
  }

  /** Takes the map away. */
  close(): void {
    this.isOpen = false;
    this.question++;
    this.canvas.hidden = true;
    this.said.textContent = "";
    replace(this.details);
    this.drawControls();
  }

  private drawControls(): void {
    const { isOpen } = this;
    const toggle = button({
      label: isOpen ? l10n.t("Hide map") : l10n.t("Show why"),
      key: `explain-${this.path}`,
      onClick: () => {
        if (isOpen) this.close();
        else this.open();
      },
    });
    replace(this.controls, toggle, this.said, this.details);
  }

  private open(): void {
    this.isOpen = true;
    this.drawControls();
    void this.ask();
  }

  private async ask(name?: string): Promise<void> {
    const question = ++this.question;
    const { path } = this;
    this.said.textContent = l10n.t("Asking the network …");
    try {
      const explanation = await call("explain", {
        path,
        ...(name !== undefined && { class: name }),
      });
      if (question === this.question) this.show(explanation);
    } catch (error) {
      if (question === this.question) this.said.textContent = sentenceOf(error);
    }
  }

  private show(explanation: Explanation): void {
    const { canvas, details } = this;
    drawHeatMap(canvas, explanation, this.image);
    canvas.hidden = false;
    canvas.style.opacity = String(view.value.opacity);
    canvas.setAttribute("aria-label", l10n.t("Map of what speaks for {0}", explanation.class));
    this.said.textContent = sentence(explanation);
    // the controls stay while classes change, and with them the focus
    if (details.childElementCount === 0) replace(details, ...this.choices(explanation));
  }

  private choices({ class: name, ranked }: Explanation): HTMLElement[] {
    const classes = dropdown({
      label: l10n.t("What speaks for"),
      choices: ranked.map((each) => ({
        value: each.name,
        label: `${each.name} (${format.percent(each.probability)})`,
      })),
      value: name,
      onChange: (chosen) => {
        void this.ask(chosen);
      },
    });
    const opacity = slider({
      label: l10n.t("Strength of the map"),
      minimum: 0,
      maximum: 1,
      step: 0.05,
      value: view.value.opacity,
      describe: format.wholePercent,
      onInput: (value) => {
        view.set({ opacity: value });
        this.canvas.style.opacity = String(value);
      },
    });
    return [classes.element, opacity.element, heatLegend()];
  }
}

/** How probable the class is, and where most speaks for it. */
function sentence(explanation: Explanation): string {
  const answer = `${explanation.class}: ${format.percent(explanation.probability)}.`;
  const peak = peakOf(explanation);
  if (!peak) return `${answer} ${l10n.t("Nothing in the picture speaks for it.")}`;
  const place = [format.wholePercent(peak.left), format.wholePercent(peak.top)];
  return `${answer} ${l10n.t("Most speaks for it at {0} from the left and {1} from the top.", ...place)}`;
}
