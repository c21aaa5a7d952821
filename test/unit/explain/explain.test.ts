// Explaining pictures by a trained run: which class is meant, what the map says, and the picture with it as a file.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { Models } from "../../../src/backend/evaluate/models";
import { predict } from "../../../src/backend/evaluate/predict";
import { drawOverlay } from "../../../src/backend/explain/overlay";
import { explain } from "../../../src/backend/explain/explain";
import { decodeFull } from "../../../src/backend/dataset/image";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import type { RequestedConfig } from "../../../src/protocol/training";
import { pupil } from "../cli/support";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { rejectsWith, toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";

const context = silentContext();
const models = new Models(() => Promise.resolve(testEngine()));

describe("explaining a picture", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  const picture = join(directory, "below", "below_3.png");
  let run: string;

  const trainRun = async (more: Partial<RequestedConfig> = {}) => {
    const common = { network: "catDogNet", target: "class", imageSize: 32, epochs: 1 } as const;
    const config = { ...common, learningRate: 0.01, batch: 8, ...more };
    return (await train({ directory, config }, toolsOf(testEngine()), context)).directory;
  };

  before(async () => {
    await drawShades(directory, 12);
    run = await trainRun();
  });

  it("is about the class that prediction names, as probable, over all places", async () => {
    const { predictions } = await predict({ run, pictures: [picture] }, models, context);
    const explanation = await explain({ run, picture }, models, context);
    const [best] = predictions[0]!.top;
    assert.deepEqual([explanation.class, explanation.probability], [best!.name, best!.probability]);
    assert.deepEqual(explanation.ranked, predictions[0]!.top);
    // catDogNet's last pooling reads an eighth of the picture's side
    assert.deepEqual([explanation.height, explanation.width], [4, 4]);
    assert.equal(explanation.values.length, 16);
    assert.equal(Math.max(...explanation.values), 1);
    assert.ok(Math.min(...explanation.values) >= 0);
  });

  it("is about another class when asked, and refuses what the run does not know", async () => {
    const ofBoth = await Promise.all(
      ["above", "below"].map((name) => explain({ run, picture, class: name }, models, context)),
    );
    const [above, below] = ofBoth;
    assert.deepEqual([above!.class, below!.class], ["above", "below"]);
    assert.ok(Math.abs(above!.probability + below!.probability - 1) < 1e-12);
    assert.notDeepEqual(above!.values, below!.values);
    const unknown = explain({ run, picture, class: "cow" }, models, context);
    assert.match(
      await rejectsWith("invalid-argument", unknown),
      /no class "cow", but above, below/,
    );
    await rejectsWith("unknown-target", explain({ run, picture, target: "cow" }, models, context));
    const nowhere = explain({ run, picture: join(root, "no.png") }, models, context);
    await rejectsWith("not-found", nowhere);
  });

  it("averages the maps of a picture and of its mirror image where answers are averaged", async () => {
    const averaging = await trainRun({ flipAveraging: true });
    const { values, width } = await explain({ run: averaging, picture }, models, context);
    const plain = await explain({ run, picture }, models, context);
    const mirrored = join(root, "mirrored.png");
    const { default: sharp } = await import("sharp");
    await sharp(picture).flop().toFile(mirrored);
    const turned = await explain({ run: averaging, picture: mirrored }, models, context);
    const back = turned.values.map((_, at) => turned.values[at + width - 1 - 2 * (at % width)]!);
    for (const [at, value] of values.entries()) assert.ok(Math.abs(value - back[at]!) < 1e-5);
    assert.notDeepEqual(values, plain.values);
  });

  it("goes as a file beside nothing else, which is not replaced unasked", async () => {
    const file = join(root, "why.jpg");
    const ask = ["explain", run, picture, "--output", file];
    const first = await pupil(ask);
    assert.equal(first.code, 0, first.stderr);
    assert.match(
      first.stdout,
      /below_3\.png: (above|below) \d+\.\d %\n┌─{8}┐\n(│.{8}│\n){4}└─{8}┘/,
    );
    const { width, height } = await decodeFull(readFileSync(file));
    assert.deepEqual([width, height], [40, 36]); // the picture's own size
    const again = await pupil([...ask, "--json"]);
    assert.equal(again.code, 1);
    assert.match(again.stdout, /exists already; it is replaced only with --force/);
    assert.equal((await pupil([...ask, "--force"])).code, 0);
    const several = join(root, "several");
    const other = join(directory, "above", "above_1.png");
    const ofBoth = ["explain", run, picture, other, picture, "--output", several];
    assert.equal((await pupil(ofBoth)).code, 0);
    const [mine, theirs] = ["below_3", "above_1"].map((name) =>
      join(several, `${name}-explained.jpg`),
    );
    assert.ok(existsSync(theirs!));
    rmSync(mine!);
    assert.equal((await pupil(ofBoth)).code, 1);
    assert.equal(existsSync(mine!), false, "one is in the way: none is written");
    const { code, stderr } = await pupil(["explain", run, picture, "--output", "why.png"]);
    assert.deepEqual([code, /must be a \.jpg file/.test(stderr)], [1, true]);
  });
});

describe("a picture with its map", () => {
  it("is half of each, in viridis, smooth between the places", () => {
    const data = new Uint8Array(9 * 3).fill(100);
    const map = { height: 1, width: 2, values: [0, 1] };
    const { data: drawn } = drawOverlay({ data, width: 9, height: 1 }, map);
    const pixel = (x: number) => [...drawn.subarray(3 * x, 3 * x + 3)];
    const half = (...colour: number[]) => colour.map((value) => Math.round((value + 100) / 2));
    assert.deepEqual(pixel(0), half(68, 1, 84));
    assert.deepEqual(pixel(8), half(253, 231, 37));
    // the middle is between the fifth and the sixth colour
    const middle = half((38 + 31) / 2, (130 + 158) / 2, (142 + 137) / 2);
    for (const [channel, value] of pixel(4).entries()) {
      assert.ok(Math.abs(value - middle[channel]!) <= 1, `${value} is not ${middle[channel]!}`);
    }
  });
});
