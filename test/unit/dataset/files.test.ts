import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { forEachConcurrently } from "../../../src/backend/util/concurrency";
import {
  readJson,
  resolveInside,
  toUserError,
  writeFileAtomic,
  writeJsonAtomic,
} from "../../../src/backend/util/files";
import { ProgressMeter } from "../../../src/backend/util/progress";
import { UserError } from "../../../src/protocol/errors";
import type { Progress } from "../../../src/protocol/progress";
import { temporaryFolder } from "./support";

describe("files", () => {
  const folder = temporaryFolder();

  it("writes whole files, in folders that it makes", async () => {
    const path = join(folder, "a/b/c.json");
    await writeJsonAtomic(path, { n: 1 });
    await writeJsonAtomic(path, { n: 2 });
    assert.deepEqual(await readJson(path, z.object({ n: z.number() })), { n: 2 });
    assert.deepEqual(readdirSync(join(folder, "a/b")), ["c.json"]);
  });

  it("leaves the old file and no other when writing fails", async () => {
    const path = join(folder, "taken");
    mkdirSync(path); // a file cannot be renamed onto a folder
    writeFileSync(join(path, "old"), "old");
    await assert.rejects(writeFileAtomic(path, "new"));
    assert.equal(readFileSync(join(path, "old"), "utf8"), "old");
    assert.ok(readdirSync(folder).every((name) => !name.endsWith(".tmp")));
    await assert.rejects(writeFileAtomic(join(path, "old", "below"), "new"));
  });

  it(
    "says of a full disk that it is full",
    { skip: !existsSync("/dev/full") && "no /dev/full" },
    () => {
      let caught: unknown;
      try {
        writeFileSync("/dev/full", "x");
      } catch (error) {
        caught = toUserError(error, "/dev/full");
      }
      assert.ok(caught instanceof UserError && caught.code === "disk-full");
    },
  );

  it("names what went wrong with a path", () => {
    const code = (name: string) => {
      const error = toUserError(Object.assign(new Error(name), { code: name }), "p");
      return error instanceof UserError ? error.code : error;
    };
    assert.deepEqual(["ENOSPC", "EACCES", "EPERM", "EROFS", "ENOENT"].map(code), [
      "disk-full",
      "no-permission",
      "no-permission",
      "no-permission",
      "not-found",
    ]);
    const bug = new TypeError("bug");
    assert.equal(toUserError(bug, "p"), bug);
  });

  it("tells a missing file from a damaged one", async () => {
    const schema = z.object({ n: z.number() });
    const path = join(folder, "d.json");
    await assert.rejects(readJson(path, schema), { code: "not-found" });
    for (const text of ["", "{", '{"n":"1"}', "null"]) {
      writeFileSync(path, text);
      await assert.rejects(readJson(path, schema), { code: "corrupt-file", message: /d\.json/ });
    }
  });

  it("keeps paths inside their root", () => {
    assert.equal(resolveInside(folder, "x/../y"), join(folder, "y"));
    assert.equal(resolveInside(folder, "..y"), join(folder, "..y"));
    assert.equal(resolveInside(folder, folder), folder);
    for (const path of ["..", "../x", "/etc/passwd", "a/../../b", `${folder}x`]) {
      assert.throws(() => resolveInside(folder, path), { code: "outside-workspace" }, path);
    }
  });
});

describe("progress", () => {
  it("reports seldom, and always the last item", () => {
    const reports: Progress[] = [];
    const meter = new ProgressMeter("scan", 10_000, "pictures", (each) => reports.push(each));
    for (let i = 0; i < 10_000; i++) meter.tick(1, i === 5000 ? "half" : undefined);
    assert.ok(reports.length >= 2 && reports.length < 20, `${reports.length} reports`);
    const last = reports.at(-1)!;
    assert.deepEqual(
      [last.done, last.total, last.secondsLeft, last.detail],
      [10_000, 10_000, 0, "half"],
    );
    assert.ok(last.perSecond! > 0);
  });
});

describe("concurrency", () => {
  const signal = new AbortController().signal;

  it("runs as many at once as allowed", async () => {
    let now = 0;
    let most = 0;
    const seen: number[] = [];
    await forEachConcurrently(
      [1, 2, 3, 4, 5, 6, 7],
      async (item) => {
        most = Math.max(most, ++now);
        await new Promise((done) => setTimeout(done, 3));
        now--;
        seen.push(item);
      },
      { concurrency: 3, signal },
    );
    assert.deepEqual([most, seen.sort().length], [3, 7]);
  });

  it("waits for what is under way before it fails", async () => {
    let running = 0;
    let started = 0;
    const work = forEachConcurrently(
      Array.from({ length: 100 }, (_, i) => i),
      async (item) => {
        started++;
        running++;
        await new Promise((done) => setTimeout(done, item === 1 ? 1 : 20));
        running--;
        if (item === 1) throw new Error("one");
      },
      { concurrency: 4, signal },
    );
    await assert.rejects(work, /one/);
    assert.deepEqual([running, started], [0, 4]);
  });

  it("starts nothing after a cancellation", async () => {
    const stop = new AbortController();
    let started = 0;
    const work = forEachConcurrently(
      [1, 2, 3, 4],
      async () => {
        started++;
        stop.abort();
        await Promise.resolve();
      },
      { concurrency: 1, signal: stop.signal },
    );
    await assert.rejects(work, { code: "cancelled" });
    assert.equal(started, 1);
  });
});
