// Which engine `auto` takes: whose trials are made, kept, trusted and waited for.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { EngineId } from "../../../src/protocol/training";
import { UserError } from "../../../src/protocol/errors";
import { EngineChoice } from "../../../src/backend/engine/choice";
import type { Engine } from "../../../src/backend/engine/engine";
import type { Found } from "../../../src/backend/engine/reports";
import { Trials } from "../../../src/backend/engine/trials";
import { silentContext } from "../../../src/backend/util/context";
import type { Progress } from "../../../src/protocol/progress";
import { temporaryFolder } from "../dataset/support";

type Speeds = Partial<Record<EngineId, number | Error>>;

const engineOf = (id: EngineId): Engine => ({
  id,
  device: id,
  train: () => Promise.reject(new Error("nothing is trained here")),
  infer: () => Promise.reject(new Error("nothing is inferred here")),
});

function foundOf(id: EngineId, isPresent: boolean): Found {
  if (!isPresent) return { id, isCandidate: false, reason: "Absent." };
  return { id, open: () => Promise.resolve(engineOf(id)), isCandidate: true, reason: "Present." };
}

/** A process on a machine whose engines are so fast; what is tried is noted in `tried`. */
function processOn(file: string, speeds: Speeds, machine = "one") {
  const tried: EngineId[] = [];
  const looked: EngineId[] = [];
  const choice = new EngineChoice({
    find: (id) => {
      looked.push(id);
      return Promise.resolve(foundOf(id, id in speeds));
    },
    isWorthLooking: () => Promise.resolve(true),
    measure: ({ id }) => {
      tried.push(id);
      const speed = speeds[id] ?? 0;
      return typeof speed === "number" ? Promise.resolve(speed) : Promise.reject(speed);
    },
    trials: new Trials(file, () => Promise.resolve(machine)),
  });
  return { choice, tried, looked };
}

describe("the choice of `auto`", () => {
  const folder = temporaryFolder();
  let files = 0;
  const newFile = () => join(folder, `trials${++files}`, "engineTrials.json");

  it("takes the GPU that a trial shows to be faster, and the processor before a slower one", async () => {
    const fast = processOn(newFile(), { webgpu: 90, cpu: 30 });
    assert.equal((await fast.choice.choose("auto")).id, "webgpu");
    assert.deepEqual(fast.tried, ["webgpu", "cpu"]);
    const slow = processOn(newFile(), { webgpu: 3, cpu: 30 });
    assert.equal((await slow.choice.choose("auto")).id, "cpu");
  });

  it("makes no trial where there is nothing to choose from", async () => {
    const { choice, tried } = processOn(newFile(), { cpu: 30 });
    assert.equal((await choice.choose("auto")).id, "cpu");
    assert.deepEqual(tried, []);
  });

  it("makes one trial for all that ask at once", async () => {
    const { choice, tried } = processOn(newFile(), { webgpu: 90, cpu: 30 });
    await Promise.all([choice.choose("auto"), choice.choose("auto")]);
    assert.deepEqual(tried, ["webgpu", "cpu"]);
  });

  it("keeps the outcome for the next process, until a version or a device changes", async () => {
    const file = newFile();
    const speeds = { webgpu: 90, cpu: 30 };
    await processOn(file, speeds).choice.choose("auto");
    const next = processOn(file, speeds);
    assert.equal((await next.choice.choose("auto")).id, "webgpu");
    assert.deepEqual(next.tried, []);
    const updated = processOn(file, { webgpu: 20, cpu: 30 }, "one with a newer driver");
    assert.equal((await updated.choice.choose("auto")).id, "cpu");
    assert.deepEqual(updated.tried, ["webgpu", "cpu"]);
    assert.deepEqual(processOn(file, speeds).tried, []); // the other machine's record is still there
    assert.equal((await processOn(file, speeds).choice.choose("auto")).id, "webgpu");
  });

  it("never lets inference wait for a trial, nor look at a GPU that it will not take", async () => {
    const file = newFile();
    const first = processOn(file, { webgpu: 90, cpu: 30 });
    assert.equal((await first.choice.choose("auto", "inference")).id, "cpu");
    assert.deepEqual([first.tried, first.looked], [[], ["cpu"]]);
    await first.choice.choose("auto", "training");
    assert.equal((await first.choice.choose("auto", "inference")).id, "webgpu");
    const next = processOn(file, { webgpu: 90, cpu: 30 });
    assert.equal((await next.choice.choose("auto", "inference")).id, "webgpu");
    assert.deepEqual(next.tried, []);
  });

  it("leaves an engine alone after two trials without an outcome", async () => {
    const file = newFile();
    const speeds = { webgpu: new UserError("engine-failed", "It broke."), cpu: 30 };
    for (const expected of [["webgpu", "cpu"], ["webgpu"], []]) {
      const { choice, tried } = processOn(file, speeds);
      assert.equal((await choice.choose("auto")).id, "cpu");
      assert.deepEqual(tried, expected);
    }
    const { choice } = processOn(file, speeds);
    assert.match((await choice.report("webgpu")).reason, /did not come to their end/);
  });

  it("counts a trial before it begins, since it may take the process with it", async () => {
    const file = newFile();
    const trials = new Trials(file, () => Promise.resolve("one"));
    await trials.begin("webgpu");
    const next = new Trials(file, () => Promise.resolve("one"));
    assert.deepEqual(await next.outcome("webgpu"), { unfinished: 1 });
  });

  it("chooses by this process's own trials where nothing can be written or read", async () => {
    const file = newFile();
    const { choice, tried } = processOn(join(folder, "trials1", "engineTrials.json", "below"), {
      webgpu: 90,
      cpu: 30,
    });
    await choice.choose("auto");
    assert.equal((await choice.choose("auto")).id, "webgpu");
    assert.deepEqual(tried, ["webgpu", "cpu"]);
    await processOn(file, { webgpu: 90, cpu: 30 }).choice.choose("auto");
    writeFileSync(file, "{ damaged");
    const next = processOn(file, { webgpu: 90, cpu: 30 });
    assert.equal((await next.choice.choose("auto")).id, "webgpu");
    assert.deepEqual(next.tried, ["webgpu", "cpu"]);
    assert.equal((JSON.parse(readFileSync(file, "utf8")) as { version: number }).version, 1);
  });
});

describe("reports of engines", () => {
  const folder = temporaryFolder();
  let files = 0;
  const newFile = () => join(folder, `trials${++files}.json`);
  const context = silentContext();

  it("say that nothing was tried yet, and try nothing unasked", async () => {
    const { choice, tried } = processOn(newFile(), { webgpu: 90, cpu: 30 });
    const reports = await choice.reports({}, context);
    const [tensorflow, webgpu, cuda, cpu] = reports;
    assert.deepEqual(tried, []);
    assert.match(webgpu?.reason ?? "", /The first training with `auto` tries/);
    assert.deepEqual([tensorflow?.available, cuda?.available], [false, false]);
    assert.deepEqual([webgpu?.chosen, cpu?.chosen], [false, true]);
  });

  it("measure what works, keep it, and choose by it", async () => {
    const file = newFile();
    const speeds = { tensorflow: 5, webgpu: 90, cuda: 200, cpu: 30 };
    const seen: Progress[] = [];
    const progress = (one: Progress) => seen.push(one);
    const measured = await processOn(file, speeds).choice.reports(
      { measure: true },
      { ...context, progress },
    );
    assert.deepEqual(
      measured.map(({ id, imagesPerSecond, chosen }) => [id, imagesPerSecond, chosen]),
      [
        ["tensorflow", 5, false],
        ["webgpu", 90, true],
        ["cuda", 200, false],
        ["cpu", 30, false],
      ],
    );
    const reasons = measured.map(({ reason }) => reason);
    assert.match(reasons[0]!, /slower than the processor \(5\.0 against 30\.0 pictures a second\)/);
    assert.match(reasons[2]!, /`auto` takes webgpu before it\.$/);
    assert.deepEqual([seen[0]?.done, seen.at(-1)?.done, seen.at(-1)?.total], [0, 20, 20]);
    const later = processOn(file, speeds);
    const [, webgpu] = await later.choice.reports({}, context);
    assert.deepEqual([webgpu?.imagesPerSecond, webgpu?.chosen, later.tried], [90, true, []]);
  });

  it("name the failure of one engine and measure the others", async () => {
    const speeds = { webgpu: new UserError("engine-failed", "It broke."), cpu: 30 };
    const { choice } = processOn(newFile(), speeds);
    const [, webgpu, , cpu] = await choice.reports({ measure: true }, context);
    assert.match(webgpu?.reason ?? "", /A trial of it failed: It broke\./);
    assert.deepEqual([webgpu?.imagesPerSecond, cpu?.imagesPerSecond], [undefined, 30]);
  });

  it("stop when told to, and do not hold the stopped trial against the engine", async () => {
    const file = newFile();
    const controller = new AbortController();
    const stopped = new UserError("cancelled", "Stopped as asked.");
    const choice = new EngineChoice({
      find: (id) => Promise.resolve(foundOf(id, id === "cpu")),
      isWorthLooking: () => Promise.resolve(true),
      measure: () => {
        controller.abort();
        return Promise.reject(stopped);
      },
      trials: new Trials(file, () => Promise.resolve("one")),
    });
    const { signal } = controller;
    await assert.rejects(choice.reports({ measure: true }, silentContext(signal)), stopped);
    const trials = new Trials(file, () => Promise.resolve("one"));
    assert.deepEqual(await trials.outcome("cpu"), { unfinished: 0 });
  });

  it("look again for an engine that was installed", async () => {
    const speeds: Speeds = { cpu: 30 };
    const { choice } = processOn(newFile(), speeds);
    assert.equal((await choice.report("cuda")).available, false);
    speeds.cuda = 200;
    assert.equal((await choice.report("cuda")).available, false);
    choice.forget("cuda");
    assert.equal((await choice.report("cuda")).available, true);
  });
});
