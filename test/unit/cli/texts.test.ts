// Answers as text: aligned whatever the script, one line a row whatever the name, in an order that is always the same.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluationText } from "../../../src/backend/cli/evaluationText";
import { insightsText } from "../../../src/backend/cli/insightsText";
import { writtenText } from "../../../src/backend/cli/predictCommand";
import { columns, table } from "../../../src/backend/cli/table";
import { breedEvaluation } from "../../webview/fixtures/evaluations";
import { pupil } from "./support";

describe("a table", () => {
  it("is aligned where characters take two places of a terminal, or none", () => {
    const names = ["pug", "\u67f4\u72ac", "e\u0301t\u00e9", "\ud55c\uad6d"];
    const lines = table(
      columns("Class", ">Pictures"),
      names.map((name) => [name, 7]),
    ).split("\n");
    assert.deepEqual(lines, [
      "Class  Pictures",
      "pug           7",
      "\u67f4\u72ac          7",
      "e\u0301t\u00e9           7",
      "\ud55c\uad6d          7",
    ]);
  });

  it("shows names with line breaks or a terminal's orders on one line, harmless", () => {
    const text = table(columns("Picture"), [["a\nb.jpg"], ["\u001b[31mred.jpg"]]);
    assert.equal(text, "Picture\na\ufffdb.jpg\n\ufffd[31mred.jpg");
  });
});

describe("an answer", () => {
  it("gives a terminal none of the orders that a name holds", async () => {
    const { code, stderr } = await pupil(["copies", "no\u001b[2Jsuch"]);
    assert.equal(code, 1);
    assert.match(stderr, /no\ufffd\[2Jsuch/);
    assert.doesNotMatch(stderr, /\p{Cc}(?<!\n)/u);
  });
});

describe("a class without a picture", () => {
  it("has no recall, which is not a recall of 0", () => {
    const { insights } = breedEvaluation;
    const [first, ...others] = insights.curves;
    const curves = [{ ...first!, positives: 0, roc: null, rocArea: null }, ...others];
    const line = insightsText({ ...insights, curves })
      .split("\n")
      .find((each) => each.startsWith(first!.name));
    assert.match(line!, / 0 +- +\d\.\d{3} \(/);
  });
});

describe("what is said of many pictures", () => {
  it("names the commonest class first, also where classes are numbers", () => {
    const counts = { digit: { "7": 5, "10": 3, "2": 1 } };
    const rest = { run: "run", network: "catDogNet", file: "f.csv", problems: [], seconds: 1 };
    const text = writtenText({ ...rest, pictures: 9, unreadable: 0, counts });
    assert.deepEqual(
      [...text.matchAll(/^(\d+) +\d+ +\d+\.\d %$/gm)].map(([, name]) => name),
      ["7", "10", "2"],
    );
  });

  it("lists confusions in the order of the insights: of equal counts the larger share first", () => {
    const evaluation = breedEvaluation.evaluation!;
    const { classes } = evaluation;
    const lines = evaluationText(evaluation).split("\n");
    const listed = lines.slice(lines.findIndex((line) => line.startsWith("Actual ")) + 1);
    const expected = breedEvaluation.insights.confusedPairs
      .slice(0, listed.length)
      .map(({ actual, predicted, count }) => [classes[actual], classes[predicted], String(count)]);
    assert.deepEqual(
      listed.map((line) => line.split(/ {2,}/)),
      expected,
    );
    // without a tie of unequal shares this would say nothing
    assert.ok(
      breedEvaluation.insights.confusedPairs.slice(1, listed.length).some((pair, at) => {
        const before = breedEvaluation.insights.confusedPairs[at]!;
        return before.count === pair.count && before.share > pair.share;
      }),
    );
  });
});
