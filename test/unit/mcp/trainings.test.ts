// The training that a client of `pupil mcp` starts: whose it is, who gives it up, and who hears of its end.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Trainings } from "../../../src/backend/mcp/trainings";
import { UserError } from "../../../src/protocol/errors";
import type { RunSummary, TrainRequest } from "../../../src/protocol/training";
import { rejectsWith } from "../train/support";

describe("a training that a client started", () => {
  const made = { directory: "/w/pets/.pupil/runs/a", dataset: "/w/pets", state: "running" };
  const request: TrainRequest = {
    directory: "/w/pets",
    config: { network: "catDogNet", target: "class" },
  };
  const at = (createdAt: string) => ({ ...made, createdAt }) as RunSummary;
  const later = () => at(new Date().toISOString());

  /** Trains until it is stopped, or `fail` is called. */
  function trainings() {
    let fail = (_: unknown): void => undefined;
    const bugs: unknown[] = [];
    const train = (_: TrainRequest, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<RunSummary>((_, reject) => {
        fail = reject;
        signal.addEventListener("abort", () => {
          reject(new UserError("cancelled", "Stopped as asked."));
        });
      });
    const service = { train, run: () => Promise.reject(new Error("nobody asked")) };
    const all = new Trainings(service, (bug) => bugs.push(bug));
    return {
      all,
      bugs,
      fail: (error: unknown) => {
        fail(error);
      },
    };
  }

  it("is given up with the call that started it, and not once it began", async () => {
    const { all } = trainings();
    const early = new AbortController();
    const given = all.start(request, early.signal);
    early.abort();
    await rejectsWith("cancelled", given);
    await rejectsWith("cancelled", all.start(request, early.signal));
    const late = new AbortController();
    const started = all.start(request, late.signal);
    all.runChanged(later());
    await started;
    late.abort();
    await rejectsWith("run-busy", all.start(request, new AbortController().signal));
    await all.close();
  });

  it("is the run that it began, no other one", async () => {
    const { all } = trainings();
    const started = all.start(request, new AbortController().signal);
    all.runChanged(at("2020-01-01T00:00:00.000Z"));
    all.runChanged({ ...later(), dataset: "/w/cars", directory: "/w/cars/.pupil/runs/b" });
    all.runChanged(later());
    assert.equal((await started).dataset, "/w/pets");
    await all.close();
  });

  it("tells of a bug that ends it when the call was answered long ago", async () => {
    const { all, bugs, fail } = trainings();
    const started = all.start(request, new AbortController().signal);
    all.runChanged(later());
    await started;
    const bug = new TypeError("x is undefined");
    fail(bug);
    await all.close();
    assert.deepEqual(bugs, [bug]);
  });
});
