/** The data set's key numbers. */
import * as l10n from "@vscode/l10n";
import type { DatasetSnapshot } from "../../src/protocol/dashboard";
import type { SizeSummary } from "../../src/protocol/dataset";
import { element } from "../lib/dom";
import type { Fact } from "../lib/facts";
import * as format from "../lib/format";
import { ruleName } from "./rulePanel";

function size(width: number, height: number): string {
  return `${width} × ${height}`;
}

function sizeFact(sizes: SizeSummary): Fact {
  const smallest = size(sizes.minWidth, sizes.minHeight);
  const largest = size(sizes.maxWidth, sizes.maxHeight);
  return {
    label: l10n.t("Median size"),
    value: size(sizes.medianWidth, sizes.medianHeight),
    detail: l10n.t("pixels; from {0} to {1}", smallest, largest),
  };
}

/** The head's numbers, most wanted first. */
export function datasetFacts({ summary }: DatasetSnapshot): Fact[] {
  const { findings, generated, excluded = 0 } = summary;
  const skipped = findings.filter((finding) => finding.skipped).length;
  const formats = Object.entries(summary.formats).sort(([, a], [, b]) => b - a);
  const pictures: Fact = {
    label: l10n.t("Pictures"),
    value: format.count(summary.pictures),
    detail: [
      ...(generated > 0 ? [l10n.t("{0} of them generated", format.count(generated))] : []),
      ...(excluded > 0 ? [l10n.t("{0} excluded", format.count(excluded))] : []),
    ].join(", "),
  };
  const classes = summary.targets.map(({ target, classes: all }) => ({
    label: l10n.t("Classes: {0}", target),
    value: format.count(all.length),
    detail: all.length <= 3 ? all.map(({ name }) => name).join(", ") : undefined,
  }));
  return [
    pictures,
    ...classes,
    {
      label: l10n.t("Findings"),
      value: format.count(findings.length),
      detail: skipped > 0 ? l10n.t("{0} files left out", format.count(skipped)) : undefined,
    },
    ...(summary.pictures > 0 ? [sizeFact(summary.sizes)] : []),
    {
      label: l10n.t("Formats"),
      value: formats[0]?.[0].toUpperCase() ?? "–",
      detail: formats.map(([name, count]) => `${name} ${format.count(count)}`).join(", "),
    },
    {
      label: l10n.t("Labels from"),
      value: ruleName(summary.rule.kind),
      detail: summary.rule.pattern,
    },
    {
      label: l10n.t("Fingerprint"),
      value: element(
        "code",
        { attributes: { title: summary.fingerprint } },
        summary.fingerprint.slice(0, 10),
      ),
      detail: l10n.t(
        "{0} files read in {1}",
        format.count(summary.filesRead),
        format.duration(summary.seconds),
      ),
    },
  ];
}
