/** The Pretrained Weights view: what this user has to begin runs with. */
import { l10n, ThemeIcon } from "vscode";
import type { WeightsEntry } from "../../protocol/weights";
import type { Backend } from "../backend/client";
import { format } from "../text";
import { escapeMarkdown, type Node, type Row, Tree } from "./tree";

export class WeightsTree extends Tree {
  constructor(private readonly backend: Backend) {
    super();
  }

  /** Reads the store again: something was added or removed, or the folder is another. */
  reload(): void {
    this.refresh();
  }

  protected async roots(): Promise<readonly Node[]> {
    const { stored } = await this.backend.weights({});
    return stored.map((entry) => ({
      id: entry.sha256,
      weights: entry.name,
      row: () => row(entry),
    }));
  }
}

function row(entry: WeightsEntry): Row {
  const { name, network, bytes } = entry;
  return {
    label: name,
    description: [network, format.bytes(bytes)].join(" · "),
    icon: new ThemeIcon("layers"),
    tooltip: tooltip(entry),
    context: "weights",
    spoken: l10n.t("{0}, weights of {1}, {2}", name, network, format.bytes(bytes)),
  };
}

function tooltip(entry: WeightsEntry): string {
  const { name, network, classes, imageSize, licence, source, sha256, addedAt } = entry;
  const lines = [
    `**${escapeMarkdown(name)}**`,
    l10n.t("Weights of {0}", network),
    ...(classes === null ? [] : [l10n.t("Trained on {0} classes", format.count(classes))]),
    l10n.t("For pictures of {0} × {1} pixels", imageSize, imageSize),
    l10n.t("Licence: {0}", escapeMarkdown(licence ?? l10n.t("unknown"))),
    l10n.t("From {0}", escapeMarkdown(source)),
    l10n.t("Added {0}", format.date(addedAt)),
    `SHA-256 \`${sha256.slice(0, 16)}…\``,
  ];
  return lines.join("\n\n");
}
