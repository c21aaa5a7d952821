// Runs, summaries and a backend in memory for the tests of the model.
import { Emitter } from "vscode-jsonrpc/node";
import type { Backend, BackendNews } from "../../../src/extension/backend/client";
import { DatasetList, type Discovery } from "../../../src/extension/model/datasetList";
import type { BackendEvents } from "../../../src/protocol/backend";
import type { DatasetSummary } from "../../../src/protocol/dataset";
import type { RunSummary } from "../../../src/protocol/training";

export function makeRun(id: string, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id,
    directory: `/pets/.pupil/runs/${id}`,
    dataset: "/pets",
    state: "finished",
    config: {
      network: "catDogNet",
      target: "species",
      epochs: 2,
      batch: 32,
      learningRate: 1e-4,
      seed: 27,
      imageSize: 64,
      earlyStop: 0,
      engine: "auto",
    },
    classes: ["cat", "dog"],
    createdAt: "2024-01-01T00:00:00.000Z",
    device: "CPU",
    epochsDone: 2,
    bestEpoch: 2,
    ...change,
  };
}

export function makeSummary(directory: string, pictures = 12): DatasetSummary {
  return {
    directory,
    name: "pets",
    rule: { kind: "oxford-pet" },
    fingerprint: "00",
    pictures,
    generated: 0,
    targets: [],
    formats: { jpeg: pictures },
    sizes: {
      minWidth: 1,
      medianWidth: 1,
      maxWidth: 1,
      minHeight: 1,
      medianHeight: 1,
      maxHeight: 1,
    },
    findings: [],
    filesRead: pictures,
    seconds: 0,
  };
}

/** Events that a test fires. */
export function makeNews() {
  const emitters = {
    runChanged: new Emitter<BackendEvents["runChanged"]>(),
    epochEnd: new Emitter<BackendEvents["epochEnd"]>(),
    tick: new Emitter<BackendEvents["tick"]>(),
    log: new Emitter<BackendEvents["log"]>(),
  };
  const news: BackendNews = {
    runChanged: emitters.runChanged.event,
    epochEnd: emitters.epochEnd.event,
    tick: emitters.tick.event,
    log: emitters.log.event,
  };
  return { emitters, news };
}

/** A backend that has the given methods only; any other call is a test's mistake. */
export function makeBackend(methods: Partial<Backend>): Backend {
  return new Proxy(methods as Backend, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (method === undefined) throw new Error(`the test's backend has no ${String(name)}`);
      return method;
    },
  });
}

/** A list over a memory of its own; `found` is what looking into the folders finds. */
export function makeList(found: readonly string[], saved?: unknown) {
  const memory = new Map<string, unknown>([["pupil.datasets", saved]]);
  const discovery: { current: Discovery } = {
    current: { directories: found, hasCheckpoint: false },
  };
  const list = new DatasetList(
    {
      get: (key) => memory.get(key),
      update: (key, value) => {
        memory.set(key, value);
        return Promise.resolve();
      },
    },
    () => Promise.resolve(discovery.current),
  );
  return { list, memory, discovery };
}
