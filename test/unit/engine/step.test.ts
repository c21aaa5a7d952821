// Training steps against what PyTorch gave when the fixture was recorded (test/oracle/engine/record.ts).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { cases } from "../../oracle/engine/cases";
import { type Digest, digestOf } from "../../oracle/engine/digest";
import { engineAnswers } from "../../oracle/engine/run";

const fixture = join("test", "fixtures", "trainingStep.json");
const recorded = JSON.parse(readFileSync(fixture, "utf8")) as Record<
  string,
  Record<string, Digest>
>;

/** Float32 against float64 after three steps; the live comparison says number by number why so much. */
const TOLERANCE = 2e-3;

describe("a training step against recorded answers", () => {
  for (const test of cases.filter(({ title }) => title in recorded)) {
    it(test.title, async () => {
      const ours = await engineAnswers(test);
      for (const [name, expected] of Object.entries(recorded[test.title]!)) {
        const values = ours.get(name);
        assert.ok(values, `the engine gave no ${name}`);
        const actual = digestOf(values);
        const allowed = TOLERANCE * expected.length + 1e-9;
        const message = `${name}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`;
        assert.ok(Math.abs(actual.length - expected.length) < allowed, message);
        assert.ok(Math.abs(actual.pattern - expected.pattern) < allowed, message);
      }
    });
  }

  it("was recorded for every case that PyTorch's layers can run", () => {
    const wanted = cases.filter(({ torchvision }) => torchvision === undefined);
    assert.deepEqual(
      Object.keys(recorded),
      wanted.map(({ title }) => title),
    );
  });
});
