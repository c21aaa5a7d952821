/** How labels are read: another rule can be tried, seen at work while it is typed, and then scanned by. */
import * as l10n from "@vscode/l10n";
import type { DatasetSummary, RuleKind, RuleOptions } from "../../src/protocol/dataset";
import { button, dropdown, textField } from "../lib/controls";
import { element, replace, setAttributes } from "../lib/dom";
import { call, on, sentenceOf, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { showRulePreview } from "./rulePreview";

/** Typing asks for a preview only after a pause. */
const PAUSE_MS = 300;

type Chosen = RuleKind | "guess";

const KINDS: readonly Chosen[] = ["guess", "oxford-pet", "folder-per-class", "csv", "regex"];

/** The rule's name. */
export function ruleName(kind: RuleKind): string {
  switch (kind) {
    case "oxford-pet":
      return l10n.t("Oxford-IIIT Pet layout");
    case "folder-per-class":
      return l10n.t("one folder a class");
    case "csv":
      return l10n.t("a table (CSV)");
    case "regex":
      return l10n.t("a pattern in the path");
  }
}

/** What the rule reads, in one sentence. */
function ruleHelp(kind: Chosen): string {
  switch (kind) {
    case "guess":
      return l10n.t("Pupil looks at the folder and takes the rule that fits.");
    case "oxford-pet":
      return l10n.t(
        "Names such as Bengal_12.jpg: a capital letter is a cat's breed, a small one a dog's.",
      );
    case "folder-per-class":
      return l10n.t("The name of the folder that a picture lies in is its class.");
    case "csv":
      return l10n.t("One column has the pictures' paths, every other one is a label.");
    case "regex":
      return l10n.t("A regular expression, tried on the path; each named group is a label.");
  }
}

/** What the person typed; all of it is kept, whatever the kind. */
interface Draft {
  readonly kind: string;
  readonly pattern: string;
  readonly csvFile: string;
  readonly pathColumn: string;
}

export class RulePanel {
  private readonly view = viewState<Draft>("rule", {
    kind: "",
    pattern: "",
    csvFile: "",
    pathColumn: "",
  });
  private readonly help = element("p", { class: "detail" });
  private readonly fields = element("div", { class: "filters rule-fields" });
  private readonly preview = element("div", { attributes: { "aria-live": "polite" } });
  private readonly scan = button({
    label: l10n.t("Scan with this rule"),
    primary: true,
    key: "scan-by",
    onClick: () => {
      perform(call("scanBy", { rule: this.rule() }));
    },
  });
  private readonly kinds = dropdown({
    label: l10n.t("Labels from"),
    choices: KINDS.map((kind) => ({
      value: kind,
      label: kind === "guess" ? l10n.t("what fits best") : ruleName(kind),
    })),
    value: "guess",
    onChange: (kind) => {
      this.view.set({ kind });
      this.draw();
    },
  });
  readonly element = element(
    "section",
    { class: "rule" },
    element("h2", {}, l10n.t("Labelling rule")),
    element("div", { class: "filters" }, this.kinds.element),
    this.help,
    this.fields,
    element("div", { class: "actions" }, this.scan),
    this.preview,
  );
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shown = "";

  constructor() {
    on("progress", (progress) => {
      setAttributes(this.scan, { disabled: progress !== null });
    });
    // a preview lists the folder: only when the tab comes into sight
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void this.ask();
    }).observe(this.element);
  }

  /** Begins with the rule of the last scan, until the person chooses another one. */
  show({ rule, fingerprint }: DatasetSummary): void {
    if (this.view.value.kind === "") {
      const { kind, pattern = "", csvFile = "", pathColumn = "" } = rule;
      this.view.set({ kind, pattern, csvFile, pathColumn });
    }
    if (this.shown === fingerprint) return;
    this.shown = fingerprint;
    this.draw();
  }

  private get kind(): Chosen {
    return KINDS.find((kind) => kind === this.view.value.kind) ?? "guess";
  }

  private rule(): RuleOptions | undefined {
    const { kind } = this;
    const { pattern, csvFile, pathColumn } = this.view.value;
    switch (kind) {
      case "guess":
        return undefined;
      case "regex":
        return { kind, pattern };
      case "csv":
        return {
          kind,
          ...(csvFile.trim() !== "" && { csvFile: csvFile.trim() }),
          ...(pathColumn.trim() !== "" && { pathColumn: pathColumn.trim() }),
        };
      case "oxford-pet":
      case "folder-per-class":
        return { kind };
    }
  }

  private draw(): void {
    const { kind } = this;
    this.kinds.show(
      KINDS.map((each) => ({
        value: each,
        label: each === "guess" ? l10n.t("what fits best") : ruleName(each),
      })),
      kind,
    );
    this.help.textContent = ruleHelp(kind);
    replace(this.fields, ...this.fieldsOf(kind));
    this.fields.hidden = this.fields.childElementCount === 0;
    void this.ask();
  }

  private fieldsOf(kind: Chosen): HTMLElement[] {
    if (kind === "regex") {
      const placeholder = "^(?<class>[^/]+)/";
      return [this.field("pattern", l10n.t("Pattern"), placeholder)];
    }
    if (kind !== "csv") return [];
    return [
      this.field("csvFile", l10n.t("Table"), l10n.t("the first .csv in the folder")),
      this.field("pathColumn", l10n.t("Column of the paths"), "path"),
    ];
  }

  private field(
    key: "pattern" | "csvFile" | "pathColumn",
    label: string,
    placeholder: string,
  ): HTMLElement {
    return textField({
      label,
      placeholder,
      value: this.view.value[key],
      onInput: (text) => {
        this.view.set({ [key]: text });
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
      },
    });
  }

  /** Asks what the rule would make of the folder; late answers about older texts are dropped. */
  private async ask(): Promise<void> {
    const asked = ++this.asked;
    const rule = this.rule();
    if (!this.element.checkVisibility()) return;
    if (!rule || (rule.kind === "regex" && rule.pattern === "")) {
      this.preview.replaceChildren();
      return;
    }
    try {
      const preview = await call("previewRule", { rule });
      if (asked === this.asked) showRulePreview(this.preview, preview);
    } catch (error) {
      if (asked !== this.asked) return;
      replace(this.preview, element("p", { class: "failure" }, sentenceOf(error)));
    }
  }
}
