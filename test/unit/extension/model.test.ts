// The window's model: which data sets there are, what is known of them, and the one training.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Backend } from "../../../src/extension/backend/client";
import { Store, type StoreChange } from "../../../src/extension/model/store";
import { Trainer } from "../../../src/extension/model/trainer";
import { UserError } from "../../../src/protocol/errors";
import type { RunSummary } from "../../../src/protocol/training";
import { makeBackend, makeList, makeNews, makeRun, makeSummary } from "./support";

const older = makeRun("older");
const newer = makeRun("newer", { createdAt: "2024-02-02T00:00:00.000Z" });

function makeStore(found: readonly string[], methods: Partial<Backend> = {}) {
  const { list, memory, discovery } = makeList(found);
  const { emitters, news } = makeNews();
  const backend = makeBackend({
    dataset: ({ directory }) => Promise.resolve(makeSummary(directory)),
    runs: () => Promise.resolve([older, newer]),
    ...methods,
  });
  const store = new Store(backend, news, list);
  const changes: StoreChange[] = [];
  store.onDidChange((change) => changes.push(change));
  return { store, list, memory, discovery, emitters, news, backend, changes };
}

describe("the list of data sets", () => {
  it("has what was found and what was added, each once", async () => {
    const { list } = makeList(["/pets", "/cars"], { added: ["/pets", "/birds"], removed: [] });
    await list.ready();
    assert.deepEqual(list.directories, ["/pets", "/birds", "/cars"]);
  });

  it("forgets what is removed until it is added again", async () => {
    const { list } = makeList(["/pets"]);
    await list.ready();
    await list.remove("/pets");
    await list.rediscover();
    assert.deepEqual(list.directories, []);
    await list.add("/pets/");
    assert.deepEqual(list.directories, ["/pets"]);
  });

  it("reads nothing from a memory of another shape", () => {
    for (const saved of [undefined, 7, ["/pets"], { added: [7], removed: null }]) {
      assert.deepEqual(makeList([], saved).list.directories, []);
    }
  });
});

describe("the store", () => {
  it("asks the backend when somebody looks, not before", async () => {
    let asked = 0;
    const { store, list } = makeStore(["/pets"], {
      dataset: ({ directory }) => Promise.resolve((asked++, makeSummary(directory))),
    });
    await list.ready();
    assert.deepEqual([asked, store.isLoaded], [0, false]);
    await Promise.all([store.load(), store.load()]);
    assert.deepEqual([asked, store.isLoaded], [1, true]);
    assert.equal(store.dataset("/pets")?.summary?.pictures, 12);
  });

  it("lists runs newest first", async () => {
    const { store } = makeStore(["/pets"]);
    await store.load();
    assert.deepEqual(
      store.runs.map(({ id }) => id),
      ["newer", "older"],
    );
  });

  it("keeps a data set that cannot be read, with the reason", async () => {
    const { store } = makeStore(["/pets"], {
      dataset: () => Promise.reject(new UserError("corrupt-file", "It is damaged.")),
    });
    await store.load();
    assert.deepEqual(store.dataset("/pets")?.error, {
      code: "corrupt-file",
      message: "It is damaged.",
    });
    assert.equal(store.isLoaded, true);
    assert.equal(store.runs.length, 2, "what was trained on it is still there");
  });

  it("reads a folder that is added later, and drops one that is removed", async () => {
    const { store, list, changes } = makeStore([]);
    await store.load();
    const known = new Promise<void>((resolve) => {
      store.onDidChange(({ kind }) => {
        if (kind === "dataset") resolve();
      });
    });
    await list.add("/cars");
    await known;
    assert.equal(store.dataset("/cars")?.summary?.directory, "/cars");
    await list.remove("/cars");
    assert.equal(store.dataset("/cars"), undefined);
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ["datasets", "dataset", "datasets"],
    );
  });

  it("takes a run's new state over, and its last tick away when it ends", async () => {
    const { store, emitters } = makeStore(["/pets"]);
    await store.load();
    const running = makeRun("third", { state: "running", createdAt: "2024-03-03T00:00:00.000Z" });
    const run = running.directory;
    emitters.runChanged.fire(running);
    const tick = { run, epoch: 1, epochs: 2, batch: 3, batches: 9 };
    emitters.tick.fire({ ...tick, loss: 1, accuracy: 0.5, imagesPerSecond: 9, secondsLeft: 60 });
    assert.equal(store.tick(run)?.batch, 3);
    assert.equal(store.runs[0]?.state, "running");
    emitters.runChanged.fire({ ...running, state: "stopped" });
    assert.equal(store.tick(run), undefined);
    assert.deepEqual([store.runs.length, store.run(run)?.state], [3, "stopped"]);
  });

  it("takes as models what has a checkpoint, finished ones first", async () => {
    const runs: RunSummary[] = [
      makeRun("stopped", { state: "stopped", createdAt: "2024-04-04T00:00:00.000Z" }),
      makeRun("empty", { state: "stopped", bestEpoch: undefined }),
      makeRun("running", { state: "running" }),
      newer,
    ];
    const { store } = makeStore(["/pets"], { runs: () => Promise.resolve(runs) });
    await store.load();
    assert.deepEqual(
      store.models.map(({ id }) => id),
      ["newer", "stopped"],
    );
  });

  it("tells progress, and that it ended", () => {
    const { store, changes } = makeStore([]);
    const progress = { stage: "scan", done: 1, total: 2, unit: "pictures" } as const;
    store.setProgress("/pets", progress);
    store.setProgress("/birds", { ...progress, done: 2 });
    assert.equal(store.progress("/pets"), progress);
    assert.deepEqual(store.work, ["/pets", progress]);
    store.setProgress("/birds", null);
    store.setProgress("/pets", null);
    assert.equal(store.progress("/pets"), undefined);
    assert.equal(store.work, undefined);
    assert.deepEqual(changes.at(-1), { kind: "progress", subject: "/pets", progress: null });
  });
});

describe("the trainer", () => {
  const config = { network: "catDogNet", target: "species" } as const;
  const request = { directory: "/pets", config };

  /** A backend that trains until it is told to stop, then leaves a stopped run and rejects. */
  function training() {
    const made = makeStore(["/pets"], {
      train: (_request, options) =>
        new Promise((_resolve, reject) => {
          made.emitters.runChanged.fire(makeRun("live", { state: "running" }));
          options?.token?.onCancellationRequested(() => {
            made.emitters.runChanged.fire(makeRun("live", { state: "stopped" }));
            reject(new UserError("cancelled", "Stopped as asked."));
          });
        }),
    });
    const trainer = new Trainer(made.backend, made.news, made.store, { busy: "one at a time" });
    return { ...made, trainer };
  }

  it("knows its run once it began, and stops that one only", async () => {
    const { trainer, store } = training();
    await store.load();
    const ended = trainer.train(request);
    assert.equal(trainer.active?.run, "/pets/.pupil/runs/live");
    assert.equal(trainer.stop("/pets/.pupil/runs/other"), false);
    assert.equal(trainer.stop("/pets/.pupil/runs/live"), true);
    assert.equal((await ended).state, "stopped");
    assert.equal(trainer.active, undefined);
    assert.equal(store.run("/pets/.pupil/runs/live")?.state, "stopped");
    assert.equal(store.progress("/pets"), undefined);
    assert.equal(store.progress("/pets/.pupil/runs/live"), undefined);
    assert.equal(trainer.stop(), false);
  });

  it("refuses a second training", async () => {
    const { trainer, store } = training();
    await store.load();
    const first = trainer.train(request);
    await assert.rejects(trainer.train(request), /one at a time/);
    trainer.stop();
    await first;
  });

  it("is cancelled before a run began, and then there is no run to tell of", async () => {
    const { news, store } = makeStore([]);
    const waiting = makeBackend({
      train: (_request, options) =>
        new Promise((_resolve, reject) => {
          options?.token?.onCancellationRequested(() => {
            reject(new UserError("cancelled", "Stopped as asked."));
          });
        }),
    });
    const trainer = new Trainer(waiting, news, store, { busy: "busy" });
    const ended = trainer.train(request);
    assert.equal(store.progress("/pets")?.stage, "compile");
    trainer.stop();
    await assert.rejects(ended, /Stopped as asked/);
    assert.equal(store.progress("/pets"), undefined);
  });

  it("is free again after a failure", async () => {
    const { news, store } = makeStore([]);
    const failing = makeBackend({ train: () => Promise.reject(new Error("out of memory")) });
    const trainer = new Trainer(failing, news, store, { busy: "busy" });
    await assert.rejects(trainer.train(request), /out of memory/);
    assert.equal(trainer.active, undefined);
    await assert.rejects(trainer.train(request), /out of memory/);
  });
});
