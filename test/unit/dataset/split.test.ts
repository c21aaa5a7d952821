import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quotasOf } from "../../../src/backend/dataset/quotas";
import { splitSamples, type Split } from "../../../src/backend/dataset/split";
import type { Sample } from "../../../src/protocol/dataset";
import { Random } from "../../../src/backend/util/random";
import { sample } from "./support";

const PARTS = ["train", "validation", "test"] as const;
const SHARES = [0.7, 0.15, 0.15];

/** `counts[i]` pictures of class i, each a group of its own. */
function classes(counts: readonly number[]): Sample[] {
  let group = 0;
  return counts.flatMap((count, index) =>
    Array.from({ length: count }, (_, i) =>
      sample(`c${index}/${i}.jpg`, { class: `c${index}` }, { group: group++ }),
    ),
  );
}

/** The paths of each part. */
const pathsOf = (samples: readonly Sample[], split: Split) =>
  PARTS.map((part) => split[part].map((index) => samples[index]!.path).sort());

describe("split", () => {
  it("gives every class and the total 70/15/15 within one picture", () => {
    const random = Random.of(5, "counts");
    for (let round = 0; round < 60; round++) {
      const most = random.pick([6, 12, 120]);
      const counts = Array.from({ length: 2 + random.integer(40) }, () => 3 + random.integer(most));
      const samples = classes(counts);
      const split = splitSamples(samples, "class", round);
      for (const [i, part] of PARTS.entries()) {
        const share = SHARES[i]!;
        const indices = split[part];
        assert.equal(split.summary.counts[part], indices.length);
        assert.ok(Math.abs(indices.length - samples.length * share) < 1, `${part} in total`);
        for (const [c, count] of counts.entries()) {
          const mine = indices.filter((index) => samples[index]!.labels["class"] === `c${c}`);
          assert.ok(Math.abs(mine.length - count * share) < 1, `${part} of ${count} in class ${c}`);
          if (part === "train") assert.ok(mine.length >= 1);
        }
      }
      const all = PARTS.flatMap((part) => split[part]).sort((a, b) => a - b);
      assert.deepEqual(
        all,
        samples.map((_, index) => index),
      );
    }
  });

  it("gives quotas that sum to each class's count", () => {
    assert.deepEqual(quotasOf([20, 20]), [
      [14, 3, 3],
      [14, 3, 3],
    ]);
    const random = Random.of(6, "counts");
    const counts = Array.from({ length: 500 }, () => 3 + random.integer(50));
    const quotas = quotasOf(counts);
    assert.deepEqual(
      quotas.map((row) => row.reduce((sum, quota) => sum + quota, 0)),
      counts,
    );
  });

  it("depends on the seed and the pictures, not on their order", () => {
    const samples = classes([40, 25, 11]);
    const first = pathsOf(samples, splitSamples(samples, "class", 27));
    const shuffled = Random.of(1, "x").shuffle(samples);
    const renumbered = shuffled.map((each, index) => ({ ...each, group: 1000 - index }));
    assert.deepEqual(pathsOf(renumbered, splitSamples(renumbered, "class", 27)), first);
    assert.notDeepEqual(pathsOf(samples, splitSamples(samples, "class", 28)), first);
  });

  it("keeps groups together, also those across classes", () => {
    const random = Random.of(7, "groups");
    for (let round = 0; round < 30; round++) {
      const samples = classes([60, 40, 30]).map((each) => ({
        ...each,
        group: random.uniform() < 0.5 ? each.group : random.integer(40),
      }));
      const split = splitSamples(samples, "class", round);
      const partOf = new Map<number, string>();
      const groups = new Map<number, number>();
      for (const part of PARTS) {
        for (const index of split[part]) {
          const { group } = samples[index]!;
          assert.equal(partOf.get(group) ?? part, part, `group ${group}`);
          partOf.set(group, part);
          groups.set(group, (groups.get(group) ?? 0) + 1);
        }
      }
      const shared = [...groups.values()].filter((count) => count > 1).length;
      assert.equal(split.summary.groupsKeptTogether, shared);
      const total = PARTS.reduce((sum, part) => sum + split[part].length, 0);
      assert.equal(total, 130);
      for (const [i, part] of PARTS.entries()) {
        const off = Math.abs(split[part].length - 130 * SHARES[i]!);
        assert.ok(off <= 4, `${part} is off by ${off}`);
      }
    }
  });

  it("lets generated pictures follow their source, and nothing else move", () => {
    const samples = classes([30, 20]);
    const before = splitSamples(samples, "class", 27);
    const sources = before.train.slice(0, 10).map((index) => samples[index]!);
    const generated = sources.map((source, i) =>
      sample(`a-generated${i}.jpg`, source.labels, {
        group: source.group,
        generatedFrom: source.path,
      }),
    );
    const both = [...generated, ...samples];
    const after = pathsOf(both, splitSamples(both, "class", 27));
    const [train, validation, test] = pathsOf(samples, before);
    assert.deepEqual(after[0], [...generated.map(({ path }) => path), ...train!].sort());
    assert.deepEqual(after.slice(1), [validation, test]);
  });

  it("leaves out pictures without the target's label", () => {
    const samples = [...classes([10, 10]), sample("x.jpg", { other: "y" }, { group: 99 })];
    const split = splitSamples(samples, "class", 1);
    assert.ok(PARTS.every((part) => !split[part].includes(20)));
  });

  it("says why it cannot split", () => {
    const reject = (samples: readonly Sample[], target: string, code: string, words: RegExp) => {
      assert.throws(
        () => splitSamples(samples, target, 1),
        (error: Error) => {
          assert.equal((error as Error & { code: string }).code, code);
          assert.match(error.message, words);
          return true;
        },
      );
    };
    const two = [...classes([9, 9])].map((each) => ({
      ...each,
      labels: { ...each.labels, a: "b" },
    }));
    reject(two, "breed", "unknown-target", /"breed".*a, class/);
    reject([], "breed", "unknown-target", /none/);
    reject(two, "constructor", "unknown-target", /"constructor".*a, class/);
    reject(two, "a", "one-class-only", /"b"/);
    reject(classes([9, 2, 9]), "class", "too-few-pictures", /"c1" of class has 2 pictures/);
    reject(classes([1, 1]), "class", "too-few-pictures", /"c0" of class has 1 picture;/);
    const copies = classes([9, 9]).map((each, i) => ({ ...each, group: i < 9 ? 0 : 1 }));
    reject(copies, "class", "too-few-pictures", /copies/);
  });
});
