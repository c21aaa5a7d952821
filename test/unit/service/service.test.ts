// The service: every method of BackendApi on one small data set, with events, in the order a person would.
import assert from "node:assert/strict";
import { existsSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { type BackendEvent, PROTOCOL_VERSION } from "../../../src/protocol/backend";
import type { RunSummary } from "../../../src/protocol/training";
import { createService } from "../../../src/backend/service";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { QUICK, rejectsWith } from "../train/support";
import { testEngine } from "../train/testEngine";

const context = silentContext();

describe("the service", () => {
  const directory = temporaryFolder();
  const events: [BackendEvent, unknown][] = [];
  const { service, dispose } = createService({
    emit: (event, data) => {
      events.push([event, data]);
    },
    engines: {
      chooseEngine: () => Promise.resolve(testEngine()),
      engineReports: () => Promise.resolve([]),
      installCuda: () => Promise.reject(new Error("not in this test")),
    },
  });
  const config = { ...QUICK, epochs: 2 } as const;
  let run: RunSummary;

  before(async () => {
    await drawShades(directory, 20);
  });

  it("greets its own protocol only", async () => {
    const hello = await service.hello({ protocol: PROTOCOL_VERSION }, context);
    assert.equal(hello.pid, process.pid);
    assert.match(hello.version, /^\d+\.\d+\.\d+/);
    const other = service.hello({ protocol: PROTOCOL_VERSION + 1 }, context);
    await rejectsWith("protocol-mismatch", other);
  });

  it("knows nothing of a folder before it is scanned", async () => {
    assert.equal(await service.dataset({ directory }, context), null);
    await rejectsWith("not-found", service.split({ directory, target: "class" }, context));
    assert.deepEqual(await service.runs({ directory }, context), []);
  });

  it("scans, splits and pages", async () => {
    const summary = await service.scan({ directory }, context);
    assert.deepEqual(await service.dataset({ directory }, context), summary);
    const split = await service.split({ directory, target: "class" }, context);
    assert.equal(split.seed, 27);
    assert.deepEqual(split.classes, [
      { name: "above", counts: { train: 14, validation: 3, test: 3 } },
      { name: "below", counts: { train: 14, validation: 3, test: 3 } },
    ]);
    const page = await service.samples(
      { directory, labels: { class: "above" }, limit: 3 },
      context,
    );
    assert.deepEqual([page.total, page.samples.length], [20, 3]);
  });

  it("shows pictures small, and what balancing and augmenting would do to them", async () => {
    const paths = ["above/above_1.png", "nope.png"];
    const [small, none] = await service.thumbnails({ directory, paths }, context);
    assert.ok(small?.file && existsSync(small.file));
    assert.deepEqual(none, { path: "nope.png", file: null });
    const preview = await service.previewAugmentation(
      { directory, paths: paths.slice(0, 1) },
      context,
    );
    assert.equal(preview.pictures[0]?.variants.length, 4);
    const rule = { kind: "folder-per-class" } as const;
    assert.equal((await service.previewRule({ directory, rule }, context)).matched, 40);
  });

  it("splits as training would, once classes are balanced", async () => {
    const paths = Array.from({ length: 10 }, (_, index) => `below/below_${index}.png`);
    await service.exclude({ directory, paths, excluded: true }, context);
    const trained = async () => {
      const { classes } = await service.split({ directory, target: "class" }, context);
      return classes.map(({ counts }) => counts.train);
    };
    assert.deepEqual(await trained(), [14, 7]);
    const target = "class";
    await service.augment({ directory, target, strategy: "downsample" }, context);
    assert.deepEqual(await trained(), [7, 7]);
    const { summary } = await service.augment({ directory, target }, context);
    assert.equal(summary.generated, 7);
    assert.deepEqual(await trained(), [14, 14]);
    assert.equal((await service.clean({ directory }, context)).removed, 7);
    assert.deepEqual(await trained(), [14, 7]);
    assert.deepEqual(await service.copies({ directory }, context), []);
    assert.deepEqual((await service.outliers({ directory }, context)).outliers, []);
    await service.exclude({ directory, paths, excluded: false }, context);
    assert.deepEqual(await trained(), [14, 14]);
  });

  it("trains, and tells of it", async () => {
    events.length = 0;
    const stages = new Set<string>();
    run = await service.train(
      { directory, config },
      { ...context, progress: ({ stage }) => stages.add(stage) },
    );
    assert.equal(run.state, "finished");
    assert.deepEqual([...stages], ["scan", "cache", "compile", "train"]);
    const names = events.map(([event]) => event).filter((event) => event !== "tick");
    assert.deepEqual(names, [
      ...["runChanged", "epochEnd", "runChanged", "epochEnd", "runChanged", "runChanged"],
    ]);
    const states = events.flatMap(([event, data]) =>
      event === "runChanged" ? [(data as RunSummary).state] : [],
    );
    assert.deepEqual(states, ["running", "running", "running", "finished"]);
  });

  it("shows runs, evaluates and classifies", async () => {
    const { directory: path } = run;
    assert.deepEqual(await service.runs({ directory }, context), [run]);
    assert.equal((await service.run({ run: path }, context)).metrics.length, 2);
    assert.equal(await service.evaluation({ run: path }, context), null);
    events.length = 0;
    const evaluation = await service.evaluate({ run: path }, context);
    assert.deepEqual(await service.evaluation({ run: path }, context), evaluation);
    assert.equal((events[0]?.[1] as RunSummary).testAccuracy, evaluation.accuracy);
    const pictures = [join(directory, "above", "above_0.png")];
    const result = await service.predict({ run: path, pictures }, context);
    assert.equal(result.predictions[0]?.labels["class"], "above");
  });

  it("warns of a damaged run and lists the others", async () => {
    const broken = join(directory, ".pupil", "runs", "broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "run.json"), "?");
    events.length = 0;
    assert.equal((await service.runs({ directory }, context)).length, 1);
    assert.equal(events[0]?.[0], "log");
    await rejectsWith("corrupt-run", service.run({ run: broken }, context));
  });

  it("describes the networks", async () => {
    const small = await service.describe({ network: "catDogNet", classes: 2 }, context);
    assert.equal(small.parameters, 35_110_402);
    const large = await service.describe({ network: "resnet50", classes: 37 }, context);
    assert.equal(large.parameters, 24_576_101);
    dispose();
  });
});
