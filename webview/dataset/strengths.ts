/** The strengths of training's augmentation, each a slider. */
import * as l10n from "@vscode/l10n";
import {
  type AugmentConfig,
  NO_AUGMENTATION,
  USUAL_AUGMENTATION,
} from "../../src/protocol/augment";
import {
  AUGMENT_KINDS,
  augmentName,
  augmentText,
  type AugmentKind,
} from "../lib/augmentationWords";
import { button } from "../lib/controls";
import { element } from "../lib/dom";
import { slider, type Slider } from "../lib/slider";

/** Largest strength and step of each; the smallest is 0, which is off. */
const RANGES: Readonly<Record<AugmentKind, readonly [maximum: number, step: number]>> = {
  horizontalFlip: [1, 0.05],
  randomResizedCrop: [0.95, 0.01],
  rotation: [180, 1],
  colourJitter: [1, 0.05],
  cutout: [1, 0.05],
  mixup: [4, 0.1],
};

/** Sliders over a configuration, and two buttons that set all of them. */
export class Strengths {
  readonly element: HTMLElement;
  private readonly sliders: ReadonlyMap<AugmentKind, Slider>;
  private config: AugmentConfig;

  constructor(
    first: AugmentConfig,
    private readonly changed: (config: AugmentConfig) => void,
  ) {
    this.config = first;
    this.sliders = new Map(AUGMENT_KINDS.map((kind) => [kind, this.sliderOf(kind)]));
    const preset = (label: string, key: string, config: AugmentConfig): HTMLElement =>
      button({
        label,
        key,
        onClick: () => {
          this.setAll(config);
        },
      });
    const controls = [...this.sliders.values()].map((each) => each.element);
    this.element = element(
      "div",
      {},
      element("div", { class: "strengths" }, ...controls),
      element(
        "div",
        { class: "actions" },
        preset(l10n.t("Usual strengths"), "usual", USUAL_AUGMENTATION),
        preset(l10n.t("All off"), "off", NO_AUGMENTATION),
      ),
    );
  }

  private sliderOf(kind: AugmentKind): Slider {
    const [maximum, step] = RANGES[kind];
    return slider({
      label: augmentName(kind),
      minimum: 0,
      maximum,
      step,
      value: this.config[kind],
      describe: (strength) => augmentText(kind, strength),
      onInput: (strength) => {
        this.set({ ...this.config, [kind]: strength });
      },
    });
  }

  private setAll(config: AugmentConfig): void {
    for (const [kind, control] of this.sliders) control.show(config[kind]);
    this.set(config);
  }

  private set(config: AugmentConfig): void {
    this.config = config;
    this.changed(config);
  }
}
