/** The Engine view: on which device training would run, how fast, and why not on the others. */
import { ThemeColor, ThemeIcon } from "vscode";
import type { EngineReport } from "../../protocol/backend";
import { facts, speedText, statusText } from "../engineText";
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
  const { id, device, reason, available, download } = engine;
  const parts = available ? [speedText(engine), device] : [reason];
  return {
    label: id,
    description: parts.filter((part) => part !== undefined).join(" · "),
    icon: icon(engine),
    tooltip: [
      `**${id}** (${statusText(engine)})`,
      ...[...facts(engine), reason].map(escapeMarkdown),
    ].join("\n\n"),
    spoken: [id, statusText(engine), ...facts(engine), reason].join(", "),
    context: download === undefined ? "engine" : "engine.download",
    command: { id: "pupil.doctor" },
  };
}

function icon({ chosen, available }: EngineReport): ThemeIcon {
  if (chosen) return new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed"));
  return new ThemeIcon(available ? "pass" : "circle-slash");
}
