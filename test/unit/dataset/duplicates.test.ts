import assert from "node:assert/strict";
import { describe, it } from "node:test";
import sharp from "sharp";
import { findDuplicates, type Fingerprint } from "../../../src/backend/dataset/duplicates";
import { decodeFull } from "../../../src/backend/dataset/image";
import { sha256 } from "../../../src/backend/dataset/inspect";
import { differenceHash, measure } from "../../../src/backend/dataset/measure";
import { Random } from "../../../src/backend/util/random";
import { blocks } from "./support";

async function fingerprint(path: string, bytes: Buffer): Promise<Fingerprint> {
  const { thumbnail: cells } = measure(await decodeFull(bytes));
  return { path, hash: sha256(bytes), perceptualHash: differenceHash(cells), thumbnail: cells };
}

/** The pairs found, as "later=earlier". */
const pairs = (pictures: readonly Fingerprint[], kind: string) =>
  findDuplicates(pictures)
    .findings.filter((finding) => finding.kind === kind)
    .map(({ path, other }) => `${path}=${other ?? ""}`);

describe("duplicates", () => {
  it("finds re-encoded copies of each picture and nothing else", async () => {
    const pictures: Fingerprint[] = [];
    const expected: string[] = [];
    for (let seed = 0; seed < 40; seed++) {
      const original = await blocks(seed, 240, 200).blur(6).png().toBuffer();
      const image = sharp(original);
      const copies: Record<string, Buffer> = {
        low: await image.clone().jpeg({ quality: 30 }).toBuffer(),
        small: await image.clone().resize(90).jpeg({ quality: 70 }).toBuffer(),
        webp: await image.clone().webp({ quality: 60 }).toBuffer(),
        bright: await image.clone().linear(1.04, 2).jpeg({ quality: 85 }).toBuffer(),
      };
      pictures.push(await fingerprint(`${seed}`, original));
      for (const [name, bytes] of Object.entries(copies)) {
        pictures.push(await fingerprint(`${seed}-${name}`, bytes));
        expected.push(`${seed}-${name}=${seed}`);
      }
    }
    assert.deepEqual(pairs(pictures, "near-duplicate").sort(), expected.sort());
    assert.deepEqual(pairs(pictures, "duplicate"), []);
    const { groups } = findDuplicates(pictures);
    assert.deepEqual(
      groups,
      pictures.map((_, index) => Math.floor(index / 5)),
    );
  });

  it("does not take plain pictures for one another, but exact copies of them", async () => {
    const plain = (background: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const colours = ["white", "#fefefe", "black", "red", "#fe0000", "white"];
    const pictures = await Promise.all(
      colours.map(async (colour, index) => fingerprint(`${index}`, await plain(colour))),
    );
    assert.deepEqual(pairs(pictures, "near-duplicate"), []);
    assert.deepEqual(pairs(pictures, "duplicate"), ["5=0"]);
    assert.deepEqual(findDuplicates(pictures).groups, [0, 1, 2, 3, 4, 0]);
  });

  it("finds the pairs that comparing all with all finds", () => {
    // Thumbnails around few centres, so that there are pairs on both sides of every threshold.
    const random = Random.of(1, "thumbnails");
    const centres = Array.from({ length: 6 }, () =>
      Uint8Array.from({ length: 216 }, () => random.integer(200) + 20),
    );
    const pictures = Array.from({ length: 150 }, (_, index): Fingerprint => {
      const spread = random.integer(40);
      const cells = random
        .pick(centres)
        .map((value) => value + random.integer(spread + 1) - spread / 2);
      const perceptualHash = differenceHash(cells);
      return { path: `${index}`, hash: `${index}`, perceptualHash, thumbnail: cells };
    });
    const all = new Set<number>();
    for (let later = 0; later < pictures.length; later++) {
      for (let earlier = 0; earlier < later; earlier++) {
        const pair = [pictures[earlier]!, pictures[later]!];
        if (findDuplicates(pair).findings.length > 0) all.add(later);
      }
    }
    const found = pairs(pictures, "near-duplicate").map((pair) => Number(pair.split("=")[0]));
    assert.ok(all.size > 20 && all.size < 149, `${all.size} pictures repeat one`);
    assert.deepEqual(
      found.sort((a, b) => a - b),
      [...all].sort((a, b) => a - b),
    );
  });

  it("is quick on a full data set", () => {
    const random = Random.of(2, "thumbnails");
    const pictures = Array.from({ length: 7349 }, (_, index): Fingerprint => {
      const cells = Uint8Array.from({ length: 216 }, () => random.integer(256));
      return {
        path: `${index}`,
        hash: `${index}`,
        perceptualHash: differenceHash(cells),
        thumbnail: cells,
      };
    });
    const startedAt = performance.now();
    assert.equal(findDuplicates(pictures).findings.length, 0);
    const seconds = (performance.now() - startedAt) / 1000;
    assert.ok(seconds < 5, `took ${seconds} s`); // 0.4 s; these all have the same mean, the worst case
  });
});
