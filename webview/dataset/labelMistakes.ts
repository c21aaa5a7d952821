/** The tab of labels that are probably wrong: found by cross-validation, decided one by one. */
import * as l10n from "@vscode/l10n";
import type { DatasetSnapshot } from "../../src/protocol/dashboard";
import type { TargetSummary } from "../../src/protocol/dataset";
import { isPoorJudge, type LabelMistakes, type Suspect } from "../../src/protocol/labels";
import { button, dropdown, toggle } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { call, on, viewState } from "../lib/host";
import { perform, showError } from "../lib/message";
import { plainTable } from "../lib/plainTable";
import { firstKey, suspectCard, undoKey } from "./suspectCard";
import { loadThumbnails, thumbnailOf } from "./thumbnails";

/** Pictures shown at first, and added by each press of the button. */
const STEP = 24;
/** So many of the classes with the most wrong labels are listed. */
const CLASSES = 10;

export class LabelMistakesPanel {
  private readonly view = viewState("mistakes", { target: "", all: false });
  private readonly target = dropdown({
    label: l10n.t("Label to check"),
    choices: [],
    value: "",
    onChange: (target) => {
      this.view.set({ target });
      this.forget();
    },
  });
  private readonly find = element("div");
  private readonly summary = element("div", { attributes: { role: "status" } });
  private readonly which = toggle({
    label: l10n.t("Which labels"),
    choices: [
      { value: "open", label: l10n.t("To decide") },
      { value: "all", label: l10n.t("All") },
    ],
    value: this.view.value.all ? "all" : "open",
    onChange: (which) => {
      this.view.set({ all: which === "all" });
      this.kept.clear();
      this.draw();
    },
  });
  private readonly list = element("ul", { class: "suspects" });
  private readonly more = element("div", { class: "actions more" });
  private readonly classes = element("div");
  readonly element = element(
    "section",
    { class: "mistakes" },
    element("h2", {}, l10n.t("Labels that are probably wrong")),
    element(
      "p",
      { class: "detail" },
      l10n.t(
        "Every picture is judged by a network that was trained without it (confident learning). Deciding changes no file: what you say is kept in .pupil/labels.json, and every scan, training and evaluation honours it.",
      ),
    ),
    element("div", { class: "filters" }, this.target.element, this.find),
    this.summary,
    this.which,
    this.list,
    this.more,
    this.classes,
  );
  private targets: readonly TargetSummary[] = [];
  private mistakes: LabelMistakes | null = null;
  /** Decided while they were shown: they stay, so that nothing moves under the hand. */
  private readonly kept = new Set<string>();
  private known = "";
  private asked = 0;
  private limit = STEP;

  /** `open` shows all that is known of a picture. */
  constructor(private readonly open: (path: string) => void) {
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.refresh();
    }).observe(this.element);
    on("progress", (progress) => {
      if (progress === null) this.forget(); // it may have been looked for
    });
  }

  show({ summary, excluded }: DatasetSnapshot): void {
    this.targets = summary.targets.filter(({ classes }) => classes.length > 1);
    const choices = this.targets.map(({ target }) => ({ value: target, label: target }));
    this.target.show(choices, this.chosen);
    this.target.element.hidden = choices.length < 2;
    const shown = JSON.stringify([summary.fingerprint, excluded]);
    if (shown === this.known) return;
    this.known = shown;
    this.forget();
  }

  private get chosen(): string {
    const { target } = this.view.value;
    const isThere = this.targets.some((each) => each.target === target);
    return isThere ? target : (this.targets.at(-1)?.target ?? "");
  }

  /** What is shown may be out of date: asked for again as soon as somebody looks. */
  private forget(): void {
    this.asked = 0;
    if (this.element.checkVisibility()) this.refresh();
  }

  private refresh(): void {
    if (this.asked > 0 || this.targets.length === 0) return;
    const asked = (this.asked = performance.now());
    const target = this.chosen;
    call("mistakes", { target }).then(
      (mistakes) => {
        if (this.asked !== asked) return;
        this.mistakes = mistakes;
        this.draw();
      },
      (error: unknown) => {
        this.asked = 0;
        showError(error);
      },
    );
  }

  private draw(): void {
    const { mistakes } = this;
    replace(
      this.find,
      button({
        label: mistakes === null ? l10n.t("Find label mistakes…") : l10n.t("Look again…"),
        key: "find-mistakes",
        primary: mistakes === null || mistakes.isOutdated,
        onClick: () => {
          perform(call("findMistakes", { target: this.chosen }));
        },
      }),
    );
    const suspects = mistakes?.suspects ?? [];
    this.which.hidden = suspects.length === 0;
    if (mistakes === null) {
      replace(this.summary, element("p", {}, l10n.t("Nobody has looked for them yet.")));
      replace(this.classes);
    } else {
      replace(this.summary, ...sentences(mistakes));
      replace(this.classes, classTable(mistakes));
    }
    this.drawList(mistakes?.classes.map(({ name }) => name) ?? []);
  }

  private drawList(classes: readonly string[]): void {
    const fitting = (this.mistakes?.suspects ?? []).filter(
      ({ path, state }) => this.view.value.all || state === "open" || this.kept.has(path),
    );
    const shown = fitting.slice(0, this.limit);
    const rest = fitting.length - shown.length;
    replace(
      this.list,
      ...shown.map((suspect) =>
        suspectCard({
          suspect,
          source: thumbnailOf(suspect.path),
          classes,
          open: this.open,
          onLabel: (each, label) => {
            const { target } = this.mistakes ?? { target: this.chosen };
            this.decide(each, call("relabel", { paths: [each.path], target, label }));
          },
          onExclude: (each, excluded) => {
            this.decide(each, call("exclude", { paths: [each.path], excluded }));
          },
        }),
      ),
    );
    replace(
      this.more,
      rest > 0 &&
        button({
          label: l10n.t("Show more ({0})", format.count(rest)),
          key: "more-mistakes",
          onClick: () => {
            this.limit += STEP;
            this.draw();
          },
        }),
    );
    loadThumbnails(shown.map(({ path }) => path)).then((news) => {
      if (news) this.drawList(classes);
    }, showError);
  }

  /** Waits for a decision and shows it in its place, with the focus on the way back. */
  private decide(suspect: Suspect, work: Promise<null>): void {
    const isTakingBack = suspect.state !== "open";
    this.kept.add(suspect.path);
    const done = work.then(async () => {
      const { target } = this.mistakes ?? { target: this.chosen };
      this.mistakes = await call("mistakes", { target });
      this.draw();
      const key = isTakingBack ? firstKey(suspect) : undoKey(suspect);
      this.list
        .querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true });
    });
    perform(done);
  }
}

function sentences(mistakes: LabelMistakes): HTMLElement[] {
  const { network, folds, accuracy, pictures, classes, suspects, isOutdated, createdAt } = mistakes;
  const wrong = classes.reduce((sum, each) => sum + each.wrong, 0);
  const open = suspects.filter(({ state }) => state === "open").length;
  const found =
    suspects.length === 0
      ? l10n.t("No label of {0} pictures looks wrong.", format.count(pictures))
      : l10n.t(
          "{0} of {1} labels may be wrong, {2} of them not decided yet; the estimated number of wrong ones is {3}.",
          format.count(suspects.length),
          format.count(pictures),
          format.count(open),
          format.count(Math.round(wrong)),
        );
  const by = l10n.t(
    "Judged by {0} in {1} folds, right about {2} of the labels; {3}.",
    network,
    format.count(folds),
    format.percent(accuracy),
    format.moment(createdAt),
  );
  const outdated = l10n.t(
    "Pictures or labels have changed since: look again when you have decided enough.",
  );
  const poor = l10n.t(
    "That is no better than calling every picture by the commonest label: train longer, or with pretrained weights, before you trust it.",
  );
  return [
    element("p", {}, found),
    element("p", { class: "detail" }, by),
    ...(isPoorJudge(mistakes) ? [element("p", { class: "warning" }, poor)] : []),
    ...(isOutdated ? [element("p", { class: "detail" }, outdated)] : []),
  ];
}

/** The classes with the most wrong labels; nothing where hardly any is wrong. */
function classTable({ classes }: LabelMistakes): HTMLElement | false {
  const noisy = classes.filter(({ wrong }) => wrong >= 0.5).sort((a, b) => b.wrong - a.wrong);
  if (noisy.length === 0) return false;
  return element(
    "section",
    {},
    element("h2", {}, l10n.t("Classes with the most wrong labels")),
    plainTable({
      caption: l10n.t("Classes with the most wrong labels"),
      headings: [
        { label: l10n.t("Class") },
        { label: l10n.t("Pictures"), numeric: true },
        { label: l10n.t("About so many wrong"), numeric: true },
      ],
      rows: noisy
        .slice(0, CLASSES)
        .map(({ name, pictures, wrong }) => [
          name,
          format.count(pictures),
          format.count(Math.round(wrong)),
        ]),
    }),
  );
}
