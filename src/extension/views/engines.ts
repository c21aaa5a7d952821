/** The Engine view: on which device training would run, and why not on the others. */
import { l10n, ThemeColor, ThemeIcon } from "vscode";
import type { EngineReport } from "../../protocol/backend";
import type { Store } from "../model/store";
import { escapeMarkdown, type Node, type Row, Tree } from "./tree";

export class EnginesTree extends Tree {
  constructor(private readonly store: Store) {
    super();
    this.own(
      store.onDidChange(({ kind }) => {
        if (kind === "engines") this.refresh();
      }),
    );
  }

  protected async roots(): Promise<readonly Node[]> {
    const engines = this.store.engines ?? (await this.store.loadEngines());
    const sorted = [...engines].sort((one, other) => rank(one) - rank(other));
    return sorted.map((engine) => ({ id: engine.id, row: () => row(engine) }));
  }
}

function rank({ chosen, available }: EngineReport): number {
  return chosen ? 0 : available ? 1 : 2;
}

function row(engine: EngineReport): Row {
  const { id, device, reason } = engine;
  return {
    label: id,
    description: engine.available ? device : reason,
    icon: icon(engine),
    tooltip: [`**${id}**`, escapeMarkdown(device), escapeMarkdown(reason)]
      .filter((line) => line !== "")
      .join("\n\n"),
    spoken: [id, status(engine), reason].join(", "),
  };
}

function status({ chosen, available }: EngineReport): string {
  if (chosen) return l10n.t("used");
  return available ? l10n.t("works") : l10n.t("not available");
}

function icon({ chosen, available }: EngineReport): ThemeIcon {
  if (chosen) return new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed"));
  return new ThemeIcon(available ? "pass" : "circle-slash");
}
