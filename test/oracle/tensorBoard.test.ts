// TensorBoard's event files, read by a second implementation of the format: framing, checksums, messages.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import type { RunSummary, TrainConfig } from "../../src/protocol/training";
import { readMetrics } from "../../src/backend/runs/metricsLog";
import { crc32c } from "../../src/backend/tensorBoard/crc32c";
import { EventFile, eventFilePath } from "../../src/backend/tensorBoard/eventFile";
import { resume } from "../../src/backend/train/resume";
import { train } from "../../src/backend/train/train";
import { silentContext } from "../../src/backend/util/context";
import { missingPython, python } from "../skip";
import { temporaryFolder } from "../unit/dataset/support";
import { drawShades } from "../unit/train/pictures";
import { QUICK, rejectsWith, toolsOf } from "../unit/train/support";
import { testEngine } from "../unit/train/testEngine";

interface SummaryValue {
  readonly tag: string;
  readonly value?: number;
  readonly plugin?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly startedAt?: number;
}

interface Event {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly values?: readonly SummaryValue[];
}

interface Read {
  readonly events: readonly Event[];
  /** Bytes at the end that are no whole record. */
  readonly left: number;
}

function read(path: string): Read {
  const script = resolve("test/oracle/tfevents.py");
  const { status, stdout, stderr } = spawnSync(python, [script, path], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Read;
}

const config = { ...QUICK, epochs: 4 } as const;

const eventFile = (run: RunSummary) =>
  eventFilePath({ ...run, config: run.config as Parameters<typeof eventFilePath>[0]["config"] });

/** All but what was measured with a clock. */
const withoutTimes = ({ events }: Read) =>
  events.map(({ step, values }) => [
    step,
    values?.filter(({ tag }) => /^(loss|accuracy|learning_rate)/.test(tag)),
  ]);

describe("CRC-32C", () => {
  const bytesOf = (of: (index: number) => number) =>
    Uint8Array.from({ length: 32 }, (_, i) => of(i));
  const examples = [
    // RFC 3720, B.4
    { of: bytesOf(() => 0), crc: 0x8a9136aa },
    { of: bytesOf(() => 0xff), crc: 0x62a8ab43 },
    { of: bytesOf((index) => index), crc: 0x46dd794e },
    { of: bytesOf((index) => 31 - index), crc: 0x113fdb5c },
    { of: new Uint8Array(0), crc: 0 },
  ];
  for (const { of, crc } of examples) {
    it(`of ${of.length} bytes is ${crc.toString(16)}`, () => {
      assert.equal(crc32c(of), crc);
    });
  }
});

describe("event files against a second reader", { skip: missingPython([]) }, () => {
  const directory = join(temporaryFolder(), "shades");
  let straight: RunSummary;
  const go = (change: Partial<TrainConfig> = {}) =>
    train({ directory, config: { ...config, ...change } }, toolsOf(testEngine()), silentContext());

  before(async () => {
    await drawShades(directory, 20);
    straight = await go();
  });

  it("say a run's settings first, then the numbers of each epoch", async () => {
    const { events, left } = read(eventFile(straight));
    const [version, settings, ...epochs] = events;
    const metrics = await readMetrics(straight.directory);
    const begin = Date.parse(straight.createdAt) / 1000;
    assert.equal(left, 0);
    assert.deepEqual(version, { wallTime: begin, step: 0, fileVersion: "brain.Event:2" });
    const start = settings?.values?.[0];
    assert.equal(start?.plugin, "hparams");
    assert.equal(start.startedAt, begin);
    const { network, learningRate, flipAveraging } = start.settings ?? {};
    assert.deepEqual([network, learningRate, flipAveraging], ["catDogNet", 0.01, false]);
    let seconds = 0;
    assert.equal(epochs.length, metrics.length);
    for (const [index, metric] of metrics.entries()) {
      seconds += metric.seconds;
      const { wallTime, step, values = [] } = epochs[index]!;
      assert.equal(step, index + 1);
      assert.ok(Math.abs(wallTime - begin - seconds) < 1e-5, `${wallTime}`); // of 2^31 with 53 bits
      const expected = {
        "loss/train": metric.trainLoss,
        "loss/validation": metric.validationLoss,
        "accuracy/train": metric.trainAccuracy,
        "accuracy/validation": metric.validationAccuracy,
        learning_rate: metric.learningRate,
        "speed/seconds_per_epoch": metric.seconds,
        "speed/images_per_second": metric.imagesPerSecond,
      };
      assert.deepEqual(
        values.map(({ tag, value }) => [tag, value]),
        Object.entries(expected).map(([tag, value]) => [tag, Math.fround(value!)]),
      );
    }
  });

  it("of a second target carry its name, made fit for a tag", async () => {
    const target = "coat colour";
    const metrics = await readMetrics(straight.directory);
    const second = {
      trainLoss: 1,
      validationLoss: 2,
      trainAccuracy: 0.5,
      validationAccuracy: 0.25,
    };
    const folder = temporaryFolder();
    const run = { ...straight, directory: folder } as Parameters<typeof EventFile.open>[0];
    const named = { ...run, config: { ...run.config, secondTarget: target } };
    await EventFile.open(named, [{ ...metrics[0]!, second }]);
    const tags = read(eventFilePath(named))
      .events.at(-1)!
      .values!.map(({ tag }) => tag);
    assert.ok(tags.includes("loss/validation/coat_colour"), tags.join());
  });

  it("of a stopped and resumed run are those of a straight one, and begin with the same bytes", async () => {
    const controller = new AbortController();
    let steps = 0;
    const stopping = testEngine({
      beforeStep: () => {
        if (++steps === 10) controller.abort(); // in the third of four epochs of 4 steps
      },
    });
    let run = "";
    const tools = toolsOf(stopping, (_, data) => {
      if (typeof data === "object" && data !== null && "directory" in data) {
        run = String(data.directory);
      }
    });
    const request = { directory, config, again: true };
    await rejectsWith("cancelled", train(request, tools, silentContext(controller.signal)));
    const { createdAt } = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as RunSummary;
    const path = eventFile({ ...straight, directory: run, createdAt });
    const stopped = read(path);
    const before = readFileSync(path);
    assert.equal(stopped.left, 0);
    assert.equal(stopped.events.at(-1)?.step, 2);

    // what a crash in the middle of a record leaves: readable up to it
    appendFileSync(path, before.subarray(0, 30));
    const torn = read(path);
    assert.deepEqual(torn.events, stopped.events);
    assert.equal(torn.left, 30);

    await resume({ run }, toolsOf(testEngine()), silentContext());
    const after = readFileSync(path);
    assert.ok(after.subarray(0, before.length).equals(before), "the first epochs are as before");
    assert.deepEqual(withoutTimes(read(path)), withoutTimes(read(eventFile(straight))));
  });

  it("cut off anywhere, give all whole records before", () => {
    const bytes = readFileSync(eventFile(straight));
    const all = read(eventFile(straight)).events;
    const path = join(temporaryFolder(), "torn.tfevents");
    for (const cut of [1, 5, 40, 100]) {
      writeFileSync(path, bytes.subarray(0, bytes.length - cut));
      const { events, left } = read(path);
      assert.deepEqual(events, all.slice(0, events.length));
      assert.ok(events.length >= all.length - 1 && left > 0);
    }
  });

  it("that cannot be written do not keep a run from training", async () => {
    const warnings: string[] = [];
    const tools = toolsOf(testEngine(), (event, data) => {
      if (event === "log") warnings.push((data as { readonly message: string }).message);
      const run = data as RunSummary;
      // in the way before the first record is written
      if (event === "runChanged" && run.state === "running" && run.epochsDone === 0) {
        mkdirSync(eventFile(run), { recursive: true });
      }
    });
    const request = { directory, config, again: true };
    const run = await train(request, tools, silentContext());
    assert.equal(run.state, "finished");
    assert.deepEqual(warnings.length, 1);
    assert.match(warnings[0]!, /TensorBoard's file is not written any more\. .*folder/);
  });
});
