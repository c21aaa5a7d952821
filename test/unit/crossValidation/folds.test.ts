// Folds: every picture is tested once, classes are spread evenly, and copies never face one another.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitFolds } from "../../../src/backend/dataset/folds";
import type { Sample } from "../../../src/protocol/dataset";
import { UserError } from "../../../src/protocol/errors";
import { Random } from "../../../src/backend/util/random";
import { sample } from "../dataset/support";

const options = { seed: 27, folds: 5 };

/** So many pictures of each class, each its own group. */
function pictures(counts: Readonly<Record<string, number>>): Sample[] {
  let group = 0;
  return Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) =>
      sample(`${kind}/${index}.jpg`, { kind }, { group: group++ }),
    ),
  );
}

describe("folds", () => {
  const samples = pictures({ cat: 103, dog: 54, fox: 7 });

  it("test every picture once, and train on all the others", () => {
    const folds = splitFolds(samples, "kind", options);
    const all = samples.map((_, index) => index);
    assert.deepEqual(
      folds.flatMap(({ test }) => test).sort((a, b) => a - b),
      all,
    );
    for (const { train, test } of folds) {
      assert.deepEqual(
        [...train, ...test].sort((a, b) => a - b),
        all,
      );
    }
  });

  it("have equal shares of every class, and are of equal size", () => {
    const folds = splitFolds(samples, "kind", options);
    const sizes = folds.map(({ test }) => test.length);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join());
    for (const [kind, count] of Object.entries({ cat: 103, dog: 54, fox: 7 })) {
      for (const { test } of folds) {
        const own = test.filter((index) => samples[index]?.labels["kind"] === kind).length;
        assert.ok(Math.abs(own - count / 5) < 1, `${own} of ${count} ${kind}`);
      }
    }
  });

  it("depend on pictures and seed, not on the order of the files", () => {
    const paths = (order: readonly Sample[], seed: number) =>
      splitFolds(order, "kind", { ...options, seed }).map(({ test }) =>
        test.map((index) => order[index]?.path).sort(),
      );
    const shuffled = Random.of(1, "files").shuffle(samples);
    assert.deepEqual(paths(shuffled, 27), paths(samples, 27));
    assert.notDeepEqual(paths(samples, 28), paths(samples, 27));
  });

  it("keep copies together, and generated pictures with their source, out of every test", () => {
    const copies = [0, 1, 2].map((index) =>
      sample(`cat/copy_${index}.jpg`, { kind: "cat" }, { group: 0 }),
    );
    const generated = sample(
      "cat/new.jpg",
      { kind: "cat" },
      {
        group: 5,
        generatedFrom: "cat/5.jpg",
        generatedFor: "kind",
      },
    );
    const all = [...samples, ...copies, generated];
    const last = all.length - 1;
    const tested = (index: number) =>
      splitFolds(all, "kind", options).findIndex(({ test }) => test.includes(index));
    const group = [0, last - 3, last - 2, last - 1].map(tested);
    assert.equal(new Set(group).size, 1);
    assert.equal(tested(last), -1);
    for (const { train, test } of splitFolds(all, "kind", options)) {
      assert.equal(train.includes(last), !test.includes(5));
    }
  });

  it("are refused for a class that is one picture and its copies", () => {
    const copies = [0, 1, 2].map((index) =>
      sample(`owl/${index}.jpg`, { kind: "owl" }, { group: 1000 }),
    );
    assert.throws(
      () => splitFolds([...samples, ...copies], "kind", options),
      (error) => error instanceof UserError && error.code === "too-few-pictures",
    );
  });
});
