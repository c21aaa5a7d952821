// The embedding map of a run, on the real engine: what it sees is what evaluation sees, whatever of it was trained.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { EmbeddingMap } from "../../../src/protocol/embedding";
import type { Progress } from "../../../src/protocol/progress";
import { mapTable } from "../../../src/backend/cli/mapCommand";
import { scan } from "../../../src/backend/dataset/scan";
import { embed } from "../../../src/backend/embedding/embed";
import { chooseEngine } from "../../../src/backend/engine";
import { evaluate } from "../../../src/backend/evaluate/evaluate";
import { Models } from "../../../src/backend/evaluate/models";
import { penultimate } from "../../../src/backend/nn/penultimate";
import { findNetwork } from "../../../src/backend/nn/registry";
import { readMap } from "../../../src/backend/runs/embeddings";
import { resume } from "../../../src/backend/train/resume";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { pupil } from "../cli/support";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { rejectsWith, toolsOf } from "../train/support";

const common = {
  network: "catDogNet",
  target: "class",
  batch: 8,
  imageSize: 32,
  learningRate: 0.001,
  epochs: 2,
} as const;

describe("a run's embedding map", () => {
  const directory = temporaryFolder();
  const context = silentContext();
  let full: string;
  let frozen: string;
  let map: EmbeddingMap;
  const go = (run: string, more = {}) => embed({ run, ...more }, chooseEngine, context);

  before(async () => {
    await drawShades(directory, 20);
    const tools = toolsOf(await chooseEngine("cpu"));
    full = (await train({ directory, config: common }, tools, context)).directory;
    const config = { ...common, method: "frozen", weights: full, flipAveraging: true } as const;
    frozen = (await train({ directory, config }, tools, context)).directory;
    map = await go(full);
  });

  it("has every picture of the run with its part, and is kept in it", async () => {
    const { points, targets, missing, features, neighbours } = map;
    assert.equal(points.length, 40);
    assert.deepEqual([missing, features, neighbours], [0, 1024, 15]);
    assert.deepEqual(targets, [{ name: "class", classes: ["above", "below"] }]);
    const parts = points.map(({ split }) => split);
    assert.ok(["train", "validation", "test"].every((part) => parts.includes(part as "test")));
    assert.ok(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
    assert.ok(map.trustworthiness > 0.6, String(map.trustworthiness));
    assert.deepEqual(await readMap(full), map);
    assert.equal(await readMap(frozen), null);
  });

  for (const method of ["full", "frozen"] as const) {
    it(`says what evaluation says of a run whose method is ${method}`, async () => {
      const run = method === "full" ? full : frozen;
      const evaluation = await evaluate({ run }, new Models(chooseEngine), context);
      const tested = await go(run, { split: "test" });
      assert.equal(tested.points.length, evaluation.predictions.length);
      for (const { path, answers, split } of tested.points) {
        const theirs = evaluation.predictions.find((each) => each.path === path)!;
        const { actual, predicted, probability } = answers[0]!;
        assert.deepEqual([actual, predicted, split], [theirs.actual, theirs.predicted, "test"]);
        assert.ok(Math.abs(probability - theirs.probabilities[predicted]!) < 1e-4);
      }
    });
  }

  it("is the same again, with progress that ends, and can be stopped", async () => {
    const seen: Progress[] = [];
    const progress = (report: Progress) => seen.push(report);
    const again = await embed({ run: full }, chooseEngine, { ...context, progress });
    assert.deepEqual(
      { ...again, createdAt: "", seconds: 0 },
      { ...map, createdAt: "", seconds: 0 },
    );
    for (const stage of ["predict", "neighbours", "layout"] as const) {
      const last = seen.filter((report) => report.stage === stage).at(-1);
      assert.ok(last && last.done === last.total, stage);
    }
    for (const stage of ["predict", "neighbours", "layout"] as const) {
      const controller = new AbortController();
      const stopping = {
        signal: controller.signal,
        progress: (report: Progress) => {
          if (report.stage === stage) controller.abort();
        },
      };
      await rejectsWith("cancelled", embed({ run: full }, chooseEngine, stopping));
    }
    assert.deepEqual(await readMap(full), again);
  });

  it("leaves out what is gone or has changed, and says how many", async () => {
    const [first, second] = map.points.map(({ path }) => join(directory, path));
    const before = readFileSync(first!);
    const other = readFileSync(second!);
    rmSync(second!);
    writeFileSync(first!, other);
    const { points, missing } = await go(full);
    assert.deepEqual([points.length, missing], [38, 2]);
    writeFileSync(first!, before);
    writeFileSync(second!, other);
    await scan({ directory }, context);
  });

  it("is a table with a line a picture", async () => {
    const lines = mapTable(await go(full)).split("\r\n");
    assert.equal(lines[0], "path,split,generated,x,y,class,class predicted,class probability");
    assert.equal(lines.length, 42);
    assert.match(lines[1]!, /^above\/above_\d+\.png,train,no,-?[\d.]+,-?[\d.]+,above,/);
  });

  it("writes texts so that a table takes none for another field or a formula", () => {
    const [point] = map.points;
    const odd = { ...map, points: [{ ...point!, path: '=a,"b".png' }] };
    assert.match(mapTable(odd).split("\r\n")[1]!, /^"\.\/=a,""b""\.png",/);
  });

  it("replaces a file only when told to", async () => {
    const file = join(directory, "precious.csv");
    writeFileSync(file, "precious");
    const ask = ["map", full, "--last", "--output", file, "-q"];
    assert.equal((await pupil(ask)).code, 1);
    assert.equal(readFileSync(file, "utf8"), "precious");
    assert.equal((await pupil([...ask, "--force"])).code, 0);
    assert.match(readFileSync(file, "utf8"), /^path,split,/);
  });

  it("refuses settings out of bounds, and a part with too few pictures", async () => {
    for (const wrong of [
      { neighbours: 1 },
      { neighbours: 2.5 },
      { minDistance: 2 },
      { seed: 0.5 },
    ]) {
      await rejectsWith("invalid-argument", go(full, wrong));
    }
    await rejectsWith("not-found", go(directory));
  });

  it("is forgotten when the run is trained further, and damage is said", async () => {
    const file = join(frozen, "map.json");
    copyFileSync(join(full, "map.json"), file);
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 99));
    await rejectsWith("corrupt-run", readMap(frozen));
    const record = join(frozen, "run.json");
    const stopped = readFileSync(record, "utf8")
      .replace('"finished"', '"stopped"')
      .replace('"epochs": 2', '"epochs": 3');
    writeFileSync(record, stopped);
    await resume({ run: frozen }, toolsOf(await chooseEngine("cpu")), context);
    assert.equal(existsSync(file), false);
  });
});

describe("a network without its last layer", () => {
  it("ends with what that layer reads", () => {
    const widths = (["catDogNet", "mobileNetV2", "resnet34", "resnet50"] as const).map((name) => {
      const { layer, width } = penultimate(findNetwork(name), 64);
      return [name, layer, width];
    });
    assert.deepEqual(widths, [
      ["catDogNet", "fc2", 1024],
      ["mobileNetV2", "classifier.3", 512],
      ["resnet34", "fc.3", 512],
      ["resnet50", "fc.3", 512],
    ]);
  });
});
