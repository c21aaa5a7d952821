// What a model card warns of: each sentence where it applies, and only there.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { limitsOf } from "../../../src/backend/report/limits";
import type { ReportMaterial } from "../../../src/backend/report/material";
import { breedReport, speciesReport } from "../../webview/fixtures/reports";

const says = (material: ReportMaterial, what: RegExp) =>
  limitsOf(material).some((text) => what.test(text));

type Run = ReportMaterial["run"];
const withRun = (change: Partial<Run>): ReportMaterial => ({
  ...speciesReport,
  run: { ...speciesReport.run, ...change },
});

describe("limits", () => {
  it("are always that it knows only its classes, and only such pictures", () => {
    for (const material of [speciesReport, breedReport]) {
      assert.ok(says(material, /^It knows (2|37) classes and always answers with one of them/));
      assert.ok(says(material, /other cameras, places or times was not measured/));
    }
  });

  it("name the classes that are found worst, with intervals", () => {
    const [sentence] = limitsOf(breedReport).filter((text) =>
      text.startsWith("It finds far fewer"),
    );
    assert.match(sentence!, /: Bombay 66\.7\u00a0% \(64\.2 to 68\.7\u00a0%\)/);
    assert.ok(!says(speciesReport, /It finds far fewer/));
  });

  it("warn of few test pictures where they are few", () => {
    assert.ok(says(breedReport, /^Every class has fewer than 30 test pictures/));
    assert.ok(!says(speciesReport, /fewer than 30/));
  });

  it("say which way probabilities are wrong", () => {
    assert.ok(
      says(speciesReport, /not to be taken at their word: they are off by .*, mostly too high/),
    );
    const bins = [{ low: 0.5, high: 0.6, pictures: 9, confidence: 0.55, accuracy: 0.99 }];
    const insights = {
      ...speciesReport.insights,
      calibration: { ...speciesReport.insights.calibration, bins, expectedError: 0.44 },
    };
    assert.ok(
      says({ ...speciesReport, insights }, /off by 44\.0\u00a0% on average, mostly too low/),
    );
    const good = { ...insights, calibration: { ...insights.calibration, expectedError: 0.02 } };
    assert.ok(says({ ...speciesReport, insights: good }, /about right .* off by 2\.0\u00a0%/));
  });

  it("say that copies leaked, that training broke off, that the data changed", () => {
    const { split } = speciesReport.run;
    assert.ok(!says(speciesReport, /have a copy|did not come to an end|has changed since/));
    assert.ok(says(withRun({ split: { ...split, leaked: 12 } }), /^12 pictures .* have a copy/));
    assert.ok(says(withRun({ state: "stopped", epochsDone: 3 }), /3 of 15 epochs are done/));
    const data = speciesReport.data && { ...speciesReport.data, changed: 4 };
    assert.ok(says({ ...speciesReport, data }, /has changed since: 4 pictures/));
  });

  it("give the accuracy on real pictures where some are generated", () => {
    assert.ok(says(speciesReport, /^116 test pictures are generated; on the real ones alone/));
    assert.ok(!says(breedReport, /generated/));
  });
});
