/** Shows what balancing and training do to pictures, beside their sources, with another roll of the dice. */
import * as l10n from "@vscode/l10n";
import { type AugmentConfig, NO_AUGMENTATION } from "../../src/protocol/augment";
import type { ShownPreview } from "../../src/protocol/dashboard";
import type { DatasetSummary } from "../../src/protocol/dataset";
import { manipulationText } from "../lib/augmentationWords";
import { button, toggle } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { call, viewState } from "../lib/host";
import { perform, showError } from "../lib/message";
import { chooseSources } from "./previewSources";
import { Strengths } from "./strengths";

/** Variants beside each source. */
const VARIANTS = 5;
/** Pulling a slider asks for pictures only after a pause. */
const PAUSE_MS = 200;

export class AugmentationPanel {
  private readonly view = viewState("augmentation", {
    training: false,
    roll: 27,
    turn: 0,
    config: NO_AUGMENTATION,
  });
  private readonly rows = element("div", { class: "previews" });
  private readonly status = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly training = element("div", { class: "training-preview" });
  private readonly train = button({
    label: l10n.t("New training run with these"),
    key: "train-with",
    onClick: () => {
      perform(call("trainWith", { augmentation: this.config }));
    },
  });
  readonly element: HTMLElement;
  private summary: DatasetSummary | undefined;
  private fingerprint = "";
  private paths: readonly string[] = [];
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const strengths = new Strengths(this.config, (config) => {
      this.view.set({ config });
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
    });
    this.training.append(strengths.element);
    const roll = (change: { roll?: number; turn?: number }): void => {
      this.view.set(change);
      if (change.turn !== undefined) this.paths = [];
      void this.ask();
    };
    this.element = element(
      "section",
      {},
      element("h2", {}, l10n.t("Preview augmentation")),
      toggle({
        label: l10n.t("Which augmentation"),
        choices: [
          { value: "balance", label: l10n.t("Of balancing: new files") },
          { value: "training", label: l10n.t("Of training: anew in each epoch") },
        ],
        value: this.isTraining ? "training" : "balance",
        onChange: (choice) => {
          this.view.set({ training: choice === "training" });
          void this.ask();
        },
      }),
      this.training,
      element(
        "div",
        { class: "actions preview-actions" },
        button({
          label: l10n.t("Roll again"),
          primary: true,
          key: "roll",
          onClick: () => {
            roll({ roll: this.view.value.roll + 1 });
          },
        }),
        button({
          label: l10n.t("Other pictures"),
          key: "others",
          onClick: () => {
            roll({ turn: this.view.value.turn + 1 });
          },
        }),
        this.train,
      ),
      this.status,
      this.rows,
    );
    // asked for when it comes into sight: most people look at the classes first
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void this.refresh();
    }).observe(this.element);
  }

  show(summary: DatasetSummary): void {
    this.summary = summary;
    if (this.element.checkVisibility()) void this.refresh();
  }

  private get isTraining(): boolean {
    return this.view.value.training;
  }

  /** Saved values of older versions may lack a strength. */
  private get config(): AugmentConfig {
    return { ...NO_AUGMENTATION, ...this.view.value.config };
  }

  /** Asks again only when the data changed. */
  private async refresh(): Promise<void> {
    const fingerprint = this.summary?.fingerprint ?? "";
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    this.paths = [];
    await this.ask();
  }

  private async ask(): Promise<void> {
    const { summary, isTraining, config } = this;
    if (!summary) return;
    this.training.hidden = !isTraining;
    this.train.hidden = !isTraining;
    const asked = ++this.asked;
    const { roll: seed, turn } = this.view.value;
    try {
      if (this.paths.length === 0) this.paths = await chooseSources(summary, turn);
      const request = { paths: this.paths, count: VARIANTS, seed };
      const found = await call("preview", { ...request, ...(isTraining && { config }) });
      if (asked !== this.asked) return; // another one was asked for since
      replace(this.rows, ...found.map(previewRow));
      this.status.textContent = this.sentence(seed);
    } catch (error) {
      if (asked === this.asked) showError(error, { again: () => void this.ask() });
    }
  }

  private sentence(seed: number): string {
    if (!this.isTraining) {
      return l10n.t(
        "Roll {0}: one or two of five manipulations each, as generated files would have them.",
        seed,
      );
    }
    const isOff = Object.values(this.config).every((strength) => strength === 0);
    return isOff
      ? l10n.t("All strengths are 0: training sees the pictures as they are.")
      : l10n.t("Roll {0}: each picture as the first epochs of a training would see it.", seed);
  }
}

function previewRow({ path, source, variants }: ShownPreview): HTMLElement {
  const name = format.fileName(path);
  const label = { role: "group", "aria-label": name };
  return element(
    "div",
    { class: "preview-row", attributes: label },
    figure({ source, alt: l10n.t("Picture {0}", name), caption: name, isSource: true }),
    ...variants.map(({ source: address, manipulations = [] }, index) => {
      const how = manipulations.map(manipulationText).join(", ");
      const alt = l10n.t("Variant {0} of {1}", index + 1, name);
      return figure({ source: address, alt, caption: how });
    }),
  );
}

interface Figure {
  readonly source: string;
  readonly alt: string;
  readonly caption: string;
  readonly isSource?: boolean;
}

function figure({ source, alt, caption, isSource = false }: Figure): HTMLElement {
  return element(
    "figure",
    { class: isSource ? "preview-source" : "" },
    element("img", { attributes: { src: source, alt, decoding: "async" } }),
    caption !== "" && element("figcaption", { attributes: { title: caption } }, caption),
  );
}
