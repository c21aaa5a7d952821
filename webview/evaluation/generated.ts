/** Real pictures and generated ones apart: are those that balancing made harder to recognise? */
import * as l10n from "@vscode/l10n";
import type {
  GeneratedInsights,
  Insights,
  OriginComparison,
  OriginRecall,
} from "../../src/protocol/insights";
import type { RunDetail } from "../../src/protocol/training";
import { element, replace, section, type Child } from "../lib/dom";
import * as format from "../lib/format";
import { plainTable } from "../lib/plainTable";
import { withInterval } from "./interval";
import type { Choice, Origin } from "./selection";

export class GeneratedPanel {
  private readonly verdicts = element("div", { class: "verdicts" });
  private readonly table = element("div", { class: "table-frame" });
  readonly element = section(l10n.t("Generated pictures and real ones"), this.verdicts, this.table);

  constructor(private readonly onChoose: (choice: Choice) => void) {}

  /** Hidden for a run that learned without generated pictures. */
  show(insights: Insights, { config, split }: RunDetail): void {
    const { generated, classes } = insights;
    this.element.hidden = config.balance !== "upsample" && generated.paths.length === 0;
    const sentences = sentencesOf(insights, split.leaked ?? 0);
    replace(this.verdicts, ...sentences.map((sentence) => element("p", {}, sentence)));
    this.table.hidden = generated.paths.length === 0;
    replace(this.table, this.comparison(generated, classes));
  }

  private comparison(generated: GeneratedInsights, classes: readonly string[]): HTMLElement {
    const rows = generated.classes.map((each) => this.row(each, classes.indexOf(each.name)));
    return plainTable({
      caption: l10n.t("Share of generated and of real pictures that is right"),
      headings: [
        { label: l10n.t("Class") },
        { label: l10n.t("Real: right"), numeric: true },
        { label: l10n.t("Real pictures"), numeric: true },
        { label: l10n.t("Generated: right"), numeric: true },
        { label: l10n.t("Generated pictures"), numeric: true },
        { label: l10n.t("Difference in points"), numeric: true },
      ],
      rows,
    });
  }

  private row({ name, real, generated, difference }: OriginComparison, actual: number): Child[] {
    return [
      name,
      recallText(real),
      this.countButton({ name, actual, origin: "real" }, real.pictures),
      recallText(generated),
      this.countButton({ name, actual, origin: "generated" }, generated.pictures),
      difference === null ? "–" : withInterval(difference, points),
    ];
  }

  private countButton(
    { name, actual, origin }: { name: string; actual: number; origin: Origin },
    count: number,
  ): Child {
    const text = format.count(count);
    if (count === 0) return text;
    const label =
      origin === "real"
        ? l10n.t("{0}: show {1} real pictures", name, text)
        : l10n.t("{0}: show {1} generated pictures", name, text);
    const attributes = {
      type: "button",
      "aria-label": label,
      "data-key": `origin-${name}-${origin}`,
    };
    const click = (): void => {
      this.onChoose({ actual, origin });
    };
    return element("button", { class: "link", attributes, on: { click } }, text);
  }
}

/** A share as percentage points with its sign: -12.4. */
function points(share: number): string {
  return format.signedDecimal(share * 100);
}

function recallText({ recall }: OriginRecall): Child {
  return recall === null ? "–" : withInterval(recall, format.percent);
}

/** `leaked`: pictures of validation and test with a copy in training. */
function sentencesOf({ generated, split, estimates }: Insights, leaked: number): string[] {
  const { paths, classes, unknown, realAccuracy } = generated;
  const sentences: string[] = [];
  if (paths.length === 0 && unknown === 0) {
    sentences.push(
      split === "train"
        ? l10n.t("None of these pictures is known to be generated.")
        : l10n.t(
            "None of these pictures was generated: Pupil generates from training pictures alone, so that no copy reaches validation or test. Look at the training pictures.",
          ),
    );
  }
  sentences.push(...classes.flatMap(verdictOf));
  if (realAccuracy && paths.length > 0) {
    const numbers = [format.percent(realAccuracy.value), format.percent(estimates.accuracy.value)];
    sentences.push(l10n.t("Over real pictures alone, accuracy is {0} instead of {1}.", ...numbers));
  }
  if (leaked > 0) {
    sentences.push(
      l10n.t(
        "{0} pictures of validation and test have a copy in training, because copies were generated before the split: that makes generated pictures look easier than they are.",
        format.count(leaked),
      ),
    );
  }
  if (unknown > 0) {
    const count = format.count(unknown);
    sentences.push(l10n.t("{0} pictures are gone from the data set and are not compared.", count));
  }
  return sentences;
}

/** The notebook's question about one class, answered as far as the numbers go. */
function verdictOf({ name, real, generated, difference }: OriginComparison): string[] {
  if (difference === null || real.recall === null || generated.recall === null) {
    return [l10n.t("{0}: there are only generated pictures, nothing to compare.", name)];
  }
  const numbers = [
    name,
    format.percent(generated.recall.value),
    format.percent(real.recall.value),
    points(difference.low),
    points(difference.high),
  ];
  if (difference.high < 0) {
    return [
      l10n.t(
        "Generated pictures of {0} are harder: {1} of them are recognised, of the real ones {2} (difference {3} to {4} points, 95% interval).",
        ...numbers,
      ),
    ];
  }
  if (difference.low > 0) {
    return [
      l10n.t(
        "Generated pictures of {0} are easier: {1} of them are recognised, of the real ones {2} (difference {3} to {4} points, 95% interval).",
        ...numbers,
      ),
    ];
  }
  return [
    l10n.t(
      "Whether generated pictures of {0} are harder cannot be told: {1} of them are recognised, of the real ones {2} (difference {3} to {4} points, 95% interval).",
      ...numbers,
    ),
  ];
}
