// Learning with pretrained weights: frozen with cached features, fine-tuning, two targets, on the real engine.
import assert from "node:assert/strict";
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { before, describe, it } from "node:test";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import type { Progress } from "../../../src/protocol/progress";
import type { RequestedConfig } from "../../../src/protocol/training";
import { scan } from "../../../src/backend/dataset/scan";
import { chooseEngine } from "../../../src/backend/engine";
import { evaluate } from "../../../src/backend/evaluate/evaluate";
import { Models } from "../../../src/backend/evaluate/models";
import { predict } from "../../../src/backend/evaluate/predict";
import { readCheckpoint } from "../../../src/backend/runs/checkpoints";
import { readEvaluation } from "../../../src/backend/runs/evaluations";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { readTensors } from "../../../src/backend/util/safetensors";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "./pictures";
import { rejectsWith, toolsOf } from "./support";
import { withoutTimes } from "./runFiles";

const context = silentContext();
const common = {
  network: "catDogNet",
  target: "class",
  batch: 8,
  imageSize: 32,
  learningRate: 0.001,
  epochs: 3,
} as const;

/** A context that keeps what was reported of a stage. */
function listening(stage: Progress["stage"], signal?: AbortSignal) {
  const reports: Progress[] = [];
  const context = silentContext(signal);
  const progress = (report: Progress) => {
    if (report.stage === stage) reports.push(report);
  };
  return { reports, context: { ...context, progress } };
}

describe("training on a pretrained backbone", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  const other = join(root, "other");
  let weights: string;
  let frozen: string;
  const go = async (settings: Partial<RequestedConfig> = {}, given = context, again = true) => {
    const plain = { augmentation: NO_AUGMENTATION, flipAveraging: false };
    const config = { ...common, ...plain, method: "frozen", weights, ...settings };
    const request = { directory, config: config as RequestedConfig, again };
    return await train(request, toolsOf(await chooseEngine("cpu")), given);
  };
  const models = () => new Models(chooseEngine);
  const features = () => {
    const folder = join(directory, ".pupil/features");
    return readdirSync(folder).map((name) => join(folder, name));
  };

  before(async () => {
    await drawShades(other, 10, ["left", "right", "middle"]);
    const config = { ...common, epochs: 1 };
    weights = (
      await train({ directory: other, config }, toolsOf(await chooseEngine("cpu")), context)
    ).directory;
    await drawShades(directory, 20);
    frozen = (await go()).directory;
  });

  it("trains the head alone: the backbone lies in the run once, checkpoints are small", async () => {
    const names = readdirSync(join(frozen, "checkpoints")).sort();
    assert.deepEqual(names, [
      "backbone.safetensors",
      "best.safetensors",
      "last.safetensors",
      "optimizer-3.safetensors",
    ]);
    const { arrays } = await readTensors(join(frozen, "checkpoints/last.safetensors"));
    assert.deepEqual([...arrays.keys()], ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]);
    assert.equal(statSync(join(frozen, "checkpoints/backbone.safetensors")).nlink, 2);
    const run = { network: "catDogNet", classes: ["above", "below"] };
    const merged = await readCheckpoint(frozen, "last", run);
    const pretrained = await readTensors(join(weights, "checkpoints/best.safetensors"));
    for (const name of ["conv1.weight", "bn4.running_var"]) {
      assert.deepEqual(merged.weights.get(name), pretrained.arrays.get(name), name);
    }
    assert.deepEqual(merged.weights.get("fc2.bias"), arrays.get("fc2.bias"));
  });

  it("says in the run which weights, and normalises by theirs", () => {
    const record = JSON.parse(readFileSync(join(frozen, "run.json"), "utf8")) as {
      pretrained: { name: string; digest: string; mean: number[] };
      statistics: { mean: number[] };
      config: { normalisation: string };
    };
    assert.equal(record.pretrained.name, basename(weights));
    assert.match(record.pretrained.digest, /^[0-9a-f]{64}$/);
    assert.equal(record.config.normalisation, "weights");
    const theirs = JSON.parse(readFileSync(join(weights, "run.json"), "utf8")) as typeof record;
    assert.deepEqual(record.pretrained.mean, theirs.statistics.mean);
    assert.notDeepEqual(record.statistics.mean, theirs.statistics.mean);
  });

  it("is evaluated from features as the whole network predicts, with the weights gone", async () => {
    renameSync(weights, `${weights}-gone`);
    try {
      const evaluation = await evaluate({ run: frozen }, models(), context);
      const pictures = evaluation.predictions.map(({ path }) => join(directory, path));
      const { predictions } = await predict({ run: frozen, pictures }, models(), context);
      for (const [at, { probabilities, predicted }] of evaluation.predictions.entries()) {
        const best = predictions[at]!.top[0]!;
        assert.equal(best.name, evaluation.classes[predicted]);
        assert.ok(Math.abs(best.probability - probabilities[predicted]!) < 1e-5);
      }
    } finally {
      renameSync(`${weights}-gone`, weights);
    }
  });

  it("gives the same numbers again, and the finished run where nothing differs", async () => {
    const { reports, context: given } = listening("features");
    assert.equal(withoutTimes((await go({}, given)).directory), withoutTimes(frozen));
    assert.deepEqual(reports, []); // all features were known
    assert.equal((await go({}, context, false)).loaded, true);
    assert.equal((await go({ weights: `${weights}/.` }, context, false)).loaded, true);
  });

  it("refuses a backbone that is not the one that its head was trained on", async () => {
    const run = { network: "catDogNet", classes: ["above", "below"] };
    const path = join(frozen, "checkpoints/backbone.safetensors");
    renameSync(path, `${path}.kept`);
    await rejectsWith("checkpoint-mismatch", readCheckpoint(frozen, "best", run));
    const bytes = readFileSync(`${path}.kept`);
    writeFileSync(path, bytes.fill(7, bytes.length - 400));
    const message = await rejectsWith("corrupt-run", readCheckpoint(frozen, "best", run));
    assert.match(message, /backbone\.safetensors is damaged/);
    renameSync(`${path}.kept`, path);
  });

  it("computes only what it does not know: new pictures, changed ones, damaged files", async () => {
    const whole = features();
    assert.equal(whole.length, 1);
    const bytes = readFileSync(whole[0]!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(whole[0]!, bytes);
    const damaged = listening("features");
    assert.equal(withoutTimes((await go({}, damaged.context)).directory), withoutTimes(frozen));
    assert.equal(damaged.reports.at(-1)?.total, 40);
    writeFileSync(whole[0]!, bytes.subarray(0, 999));
    const short = listening("features");
    await go({ epochs: 1 }, short.context);
    assert.equal(short.reports.at(-1)?.total, 40);

    copyFileSync(join(directory, "above/above_0.png"), join(root, "kept.png"));
    await drawShades(join(root, "more"), 22);
    for (const name of ["above/above_20.png", "below/below_21.png"]) {
      copyFileSync(join(root, "more", name), join(directory, name));
    }
    copyFileSync(join(root, "more/above/above_21.png"), join(directory, "above/above_0.png"));
    await scan({ directory }, context);
    const grown = listening("features");
    await go({ epochs: 1 }, grown.context);
    assert.equal(grown.reports.at(-1)?.total, 3);
    rmSync(join(directory, "above/above_20.png"));
    rmSync(join(directory, "below/below_21.png"));
    copyFileSync(join(root, "kept.png"), join(directory, "above/above_0.png"));
    await scan({ directory }, context);
    const back = listening("features");
    assert.equal(withoutTimes((await go({}, back.context)).directory), withoutTimes(frozen));
    assert.ok((back.reports.at(-1)?.total ?? 0) <= 1);
  });

  it("keeps what a cancelled extraction has done, and leaves no run", async () => {
    rmSync(join(directory, ".pupil/features"), { recursive: true });
    const runs = () => readdirSync(join(directory, ".pupil/runs")).length;
    const count = runs();
    const controller = new AbortController();
    const { context: given } = listening("features", controller.signal);
    const stopping = {
      ...given,
      progress: (report: Progress) => {
        if (report.stage === "features") controller.abort();
      },
    };
    await rejectsWith("cancelled", go({}, stopping));
    assert.equal(runs(), count);
    const rest = listening("features");
    assert.equal(withoutTimes((await go({}, rest.context)).directory), withoutTimes(frozen));
    assert.equal(rest.reports.at(-1)?.total, 8); // the first 32 were done at once
  });

  it("learns from mirrored features, and averages answers with theirs", async () => {
    const byDefault = { augmentation: undefined, flipAveraging: undefined };
    const run = await go({ ...byDefault, labelSmoothing: 0.1 });
    assert.deepEqual(
      [run.config.augmentation, run.config.flipAveraging],
      [{ ...NO_AUGMENTATION, horizontalFlip: 0.5 }, true],
    );
    assert.notEqual(withoutTimes(run.directory), withoutTimes(frozen));
    assert.equal(features().length, 2);
    const evaluation = await evaluate({ run: run.directory }, models(), context);
    const [first] = evaluation.predictions;
    const pictures = [join(directory, first!.path)];
    const { predictions } = await predict({ run: run.directory, pictures }, models(), context);
    const shown = predictions[0]!.top.find(({ name }) => name === evaluation.classes[0]);
    assert.ok(Math.abs(shown!.probability - first!.probabilities[0]!) < 1e-5);
  });

  it("says how to get weights where there are none", async () => {
    const before = process.env["PUPIL_WEIGHTS_FOLDER"];
    process.env["PUPIL_WEIGHTS_FOLDER"] = join(root, "no-store");
    try {
      const message = await rejectsWith("weights-missing", go({ weights: undefined }));
      for (const word of ["download", "add", "from scratch"]) assert.ok(message.includes(word));
      await rejectsWith("not-found", go({ weights: join(root, "nowhere.pth") }));
      await rejectsWith("checkpoint-mismatch", go({ network: "resnet34" }));
    } finally {
      if (before === undefined) delete process.env["PUPIL_WEIGHTS_FOLDER"];
      else process.env["PUPIL_WEIGHTS_FOLDER"] = before;
    }
  });

  it("begins a full training with them, too", async () => {
    const run = await go({ method: "full", epochs: 1, learningRate: 1e-9 });
    const { arrays } = await readTensors(join(run.directory, "checkpoints/last.safetensors"));
    const pretrained = await readTensors(join(weights, "checkpoints/best.safetensors"));
    const [now, then] = [arrays, pretrained.arrays].map((all) => all.get("conv2.weight")!.data);
    assert.ok(now!.every((value, index) => Math.abs(value - then![index]!) < 1e-6));
    assert.equal(arrays.has("fc1.weight"), true);
  });
});

describe("a run with two targets", () => {
  const directory = temporaryFolder();
  let run: string;

  before(async () => {
    // the folder is the class; a table gives some of the pictures a colour as well
    await drawShades(directory, 12, ["above", "below"]);
    const rows = ["above", "below"].flatMap((name, of) =>
      Array.from({ length: 12 }, (_, index) => {
        const half = (index + of) % 2 === 0 ? "even" : "odd";
        return `${name}/${name}_${index}.png,${name},${index % 3 > 0 ? half : ""}`;
      }),
    );
    writeFileSync(join(directory, "labels.csv"), ["path,shade,parity", ...rows].join("\n"));
    const config = { ...common, target: "shade", secondTarget: "parity" } as const;
    await scan({ directory, rule: { kind: "csv" } }, context);
    run = (await train({ directory, config }, toolsOf(await chooseEngine("cpu")), context))
      .directory;
  });

  it("has metrics of each", () => {
    const [first] = readFileSync(join(run, "metrics.jsonl"), "utf8").split("\n");
    const { second, trainLoss } = JSON.parse(first!) as {
      trainLoss: number;
      second: { trainLoss: number; validationAccuracy: number };
    };
    assert.ok(trainLoss > 0 && second.trainLoss > 0);
    assert.ok(second.validationAccuracy >= 0 && second.validationAccuracy <= 1);
  });

  it("is evaluated on each, over the pictures that have its label", async () => {
    const models = new Models(chooseEngine);
    const shade = await evaluate({ run }, models, context);
    assert.deepEqual([shade.target, shade.classes], ["shade", ["above", "below"]]);
    const parity = await readEvaluation(run, "test", "parity");
    assert.deepEqual([parity?.target, parity?.classes], ["parity", ["even", "odd"]]);
    assert.ok(parity!.predictions.length < shade.predictions.length);
    await rejectsWith("unknown-target", evaluate({ run, target: "size" }, models, context));
    await rejectsWith("unknown-target", readEvaluation(run, "test", "size"));
  });

  it("answers both at once", async () => {
    const pictures = [join(directory, "above/above_0.png")];
    const result = await predict({ run, pictures }, new Models(chooseEngine), context);
    const [answer] = result.predictions;
    assert.deepEqual([result.target, result.secondTarget], ["shade", "parity"]);
    assert.deepEqual(Object.keys(answer!.labels), ["shade", "parity"]);
    for (const ranked of [answer!.top, answer!.second!]) {
      const sum = ranked.reduce((total, { probability }) => total + probability, 0);
      assert.ok(Math.abs(sum - 1) < 1e-6);
    }
  });
});
