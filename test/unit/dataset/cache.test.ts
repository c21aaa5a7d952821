import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import { openPixelCache } from "../../../src/backend/dataset/cache";
import { decodeRgb } from "../../../src/backend/dataset/image";
import { scan } from "../../../src/backend/dataset/scan";
import { loadDataset, type Dataset } from "../../../src/backend/dataset/store";
import { silentContext } from "../../../src/backend/util/context";
import type { Progress } from "../../../src/protocol/progress";
import { jpeg, temporaryFolder, writeFiles } from "./support";

const SIZE = 16;
const BYTES = SIZE * SIZE * 3;

describe("pixel cache", () => {
  const folder = temporaryFolder();
  const cacheFolder = join(folder, ".pupil/cache");
  const rescan = async (): Promise<Dataset> => {
    await scan({ directory: folder }, silentContext());
    return await loadDataset(folder);
  };
  before(async () => {
    for (let i = 0; i < 12; i++) {
      writeFiles(folder, { [`${i % 2 === 0 ? "a" : "b"}/${i}.jpg`]: await jpeg(i) });
    }
  });

  /** Opens the cache and checks every picture of it against a decode of its own. */
  async function check(dataset: Dataset): Promise<void> {
    const cache = await openPixelCache(dataset, SIZE, silentContext());
    const indices = dataset.samples.map((_, index) => dataset.samples.length - 1 - index);
    const into = new Uint8Array(indices.length * BYTES);
    cache.read(Int32Array.from(indices), into);
    for (const [at, index] of indices.entries()) {
      const path = join(folder, dataset.samples[index]!.path);
      const expected = await decodeRgb(path, SIZE);
      assert.deepEqual(into.subarray(at * BYTES, (at + 1) * BYTES), expected, path);
    }
    await cache.close();
  }

  it("gives the pixels that decoding gives, in any order", async () => {
    await check(await rescan());
    assert.deepEqual(readdirSync(cacheFolder).length, 1);
  });

  it("checks what it is asked", async () => {
    const cache = await openPixelCache(await rescan(), SIZE, silentContext());
    assert.throws(() => {
      cache.read([0, 1], new Uint8Array(BYTES));
    }, RangeError);
    for (const index of [-1, 12, 0.5, Number.NaN]) {
      assert.throws(() => {
        cache.read([index], new Uint8Array(BYTES));
      }, RangeError);
    }
    await cache.close();
  });

  it("is used as it is while nothing changes, and rebuilt when damaged", async () => {
    const dataset = await rescan();
    const file = join(cacheFolder, readdirSync(cacheFolder)[0]!);
    const past = new Date(Date.now() - 100_000);
    utimesSync(file, past, past);
    await check(dataset);
    assert.ok(Math.abs(statSync(file).mtimeMs - past.getTime()) < 2, "it was written again");
    const whole = readFileSync(file);
    for (const damage of [
      () => {
        truncateSync(file, whole.length - 1);
      },
      () => {
        writeFileSync(file, Buffer.concat([Buffer.from("X"), whole.subarray(1)]));
      },
      () => {
        writeFileSync(file, "");
      },
    ]) {
      damage();
      await check(dataset);
      assert.deepEqual(readFileSync(file), whole);
    }
  });

  it("decodes only new pictures, and removes the older cache of the size", async () => {
    const before = await rescan();
    const other = await openPixelCache(before, 8, silentContext());
    await other.close();
    // Poisoned pixels show where bytes were copied from the older cache.
    const file = join(cacheFolder, `${before.summary.fingerprint}-${SIZE}.rgb`);
    const poisoned = readFileSync(file);
    poisoned.fill(7, poisoned.length - 12 * BYTES);
    writeFileSync(file, poisoned);

    writeFileSync(join(folder, "a/4.jpg"), await jpeg(400));
    writeFiles(folder, { "a/new.jpg": await jpeg(500) });
    rmSync(join(folder, "b/1.jpg"));
    const dataset = await rescan();
    const cache = await openPixelCache(dataset, SIZE, silentContext());
    for (const [index, { path }] of dataset.samples.entries()) {
      const pixels = new Uint8Array(BYTES);
      cache.read([index], pixels);
      const fresh = path === "a/4.jpg" || path === "a/new.jpg";
      if (fresh) assert.deepEqual(pixels, await decodeRgb(join(folder, path), SIZE));
      else
        assert.ok(
          pixels.every((value) => value === 7),
          path,
        );
    }
    await cache.close();
    assert.deepEqual(
      readdirSync(cacheFolder).sort(),
      [`${before.summary.fingerprint}-8.rgb`, `${dataset.summary.fingerprint}-${SIZE}.rgb`].sort(),
    );
    rmSync(cacheFolder, { recursive: true });
    await check(dataset);
  });

  it("leaves no file when stopped or when a picture changed since the scan", async () => {
    const dataset = await rescan();
    rmSync(cacheFolder, { recursive: true, force: true });
    const stop = new AbortController();
    const reports: Progress[] = [];
    const progress = (report: Progress) => {
      reports.push(report);
      stop.abort();
    };
    const stopped = openPixelCache(dataset, SIZE, { signal: stop.signal, progress });
    await assert.rejects(stopped, { code: "cancelled" });
    assert.ok(reports.length > 0);
    assert.deepEqual(readdirSync(cacheFolder), []);

    const path = join(folder, "a/0.jpg");
    const bytes = readFileSync(path);
    writeFileSync(path, await jpeg(600));
    await assert.rejects(openPixelCache(dataset, SIZE, silentContext()), {
      code: "unreadable-picture",
      message: /a.0\.jpg has changed since/,
    });
    rmSync(path);
    await assert.rejects(openPixelCache(dataset, SIZE, silentContext()), { code: "not-found" });
    assert.deepEqual(readdirSync(cacheFolder), []);
    writeFileSync(path, bytes);
  });

  it("sweeps away what a killed process left, and not what another is writing", async () => {
    const dataset = await rescan();
    rmSync(cacheFolder, { recursive: true, force: true });
    writeFiles(cacheFolder, { "old.rgb.1-a.tmp": "x", "young.rgb.2-b.tmp": "x" });
    const past = new Date(Date.now() - 2 * 60 * 60 * 1000);
    utimesSync(join(cacheFolder, "old.rgb.1-a.tmp"), past, past);
    await check(dataset);
    assert.ok(!existsSync(join(cacheFolder, "old.rgb.1-a.tmp")));
    assert.ok(existsSync(join(cacheFolder, "young.rgb.2-b.tmp")));
  });

  it("may be built by several at once, in this process and in others", async () => {
    const dataset = await rescan();
    rmSync(cacheFolder, { recursive: true, force: true });
    const code = `
      const { openPixelCache } = require(${JSON.stringify(resolve("src/backend/dataset/cache.ts"))});
      const { loadDataset } = require(${JSON.stringify(resolve("src/backend/dataset/store.ts"))});
      const { silentContext } = require(${JSON.stringify(resolve("src/backend/util/context.ts"))});
      loadDataset(${JSON.stringify(folder)})
        .then((dataset) => openPixelCache(dataset, ${SIZE}, silentContext()))
        .then((cache) => cache.close());`;
    const processes = [1, 2].map(
      () =>
        new Promise<number | null>((done) => {
          spawn(process.execPath, ["--import", "tsx", "-e", code], { stdio: "inherit" }).on(
            "exit",
            done,
          );
        }),
    );
    await Promise.all([check(dataset), check(dataset)]);
    assert.deepEqual(await Promise.all(processes), [0, 0]);
    await check(dataset);
    assert.equal(readdirSync(cacheFolder).length, 1);
  });
});
