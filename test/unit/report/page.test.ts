// The report as text: names of any kind, values that do not differ, and commands that a shell takes as they are meant.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import type { ReportMaterial } from "../../../src/backend/report/material";
import { reportPage } from "../../../src/backend/report/page";
import { speciesReport } from "../../webview/fixtures/reports";

const withRun = (change: Partial<ReportMaterial["run"]>): ReportMaterial => ({
  ...speciesReport,
  run: { ...speciesReport.run, ...change },
});

/** What an escaped text of the page says. */
function unescaped(text: string): string {
  return text
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}

describe("a report's page", () => {
  it("draws accuracies that are all 1", () => {
    const metrics = speciesReport.run.metrics.map((epoch) => ({
      ...epoch,
      trainAccuracy: 1,
      validationAccuracy: 1,
    }));
    const page = reportPage(withRun({ metrics }));
    assert.doesNotMatch(page, /NaN|Infinity/);
    const line = /<desc id="accuracy-text">.*?<g class="line line-0"><path d="([^"]+)"/s.exec(page);
    const heights = line?.[1]?.match(/(?<= )[\d.]+/g) ?? [];
    assert.deepEqual([heights.length, new Set(heights).size], [metrics.length, 1]);
  });

  it("gives no recall of a class that has no test picture", () => {
    const { evaluation } = speciesReport;
    const [cat, ...others] = evaluation.perClass;
    const perClass = [{ ...cat!, support: 0 }, ...others];
    const page = reportPage({ ...speciesReport, evaluation: { ...evaluation, perClass } });
    assert.match(
      page,
      /<td class="number">0<\/td>\s*<td class="number">\d+<\/td>\s*<td class="number">\u2013</,
    );
  });

  it("keeps names that are read from right to left from turning the numbers after them", () => {
    const classes = ["\u05db\u05dc\u05d1", "dog"];
    const evaluation = { ...speciesReport.evaluation, classes };
    const insights = { ...speciesReport.insights, classes };
    const page = reportPage({ ...speciesReport, evaluation, insights });
    const name = "\u2068\u05db\u05dc\u05d1\u2069";
    assert.match(page, new RegExp(`<dd>${name} and dog</dd>`));
    assert.match(page, new RegExp(`<strong>${name}</strong> taken for\\s+<strong>dog</strong>`));
    assert.match(page, new RegExp(`mistake is to take (${name} for dog|dog for ${name}) \\(`));
    assert.doesNotMatch(reportPage(speciesReport), /[\u2068\u2069]/);
  });

  it("shows characters that no document may have as what they are: unknown ones", () => {
    assert.match(reportPage(withRun({ device: "a\u0000b\u001bc" })), /a\ufffdb\ufffdc/);
  });

  it("gives commands that a shell takes as they are meant", () => {
    const dataset = `/data/pets' $(echo broken) "\`x\``;
    const config = { ...speciesReport.run.config, balance: "upsample", target: "a b" } as const;
    const page = reportPage(withRun({ dataset, config }));
    const [, command = ""] = /<code>(pupil augment [^\n]*)\n/.exec(page) ?? [];
    const script = `pupil() { printf '%s\\n' "$@"; }; ${unescaped(command)}`;
    const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
    assert.deepEqual(words.slice(0, 4), ["augment", dataset.slice(6), "--target", "a b"]);
  });

  it("says of labels that a person corrected, and where that is kept", () => {
    const { data } = speciesReport;
    assert.doesNotMatch(reportPage(speciesReport), /corrected by a person/);
    const page = reportPage({ ...speciesReport, data: data && { ...data, corrected: 3 } });
    assert.match(page, /<dt>Labels corrected by a person<\/dt>\s*<dd>3 pictures<\/dd>/);
    assert.match(page, /labels\.json/);
  });
});
