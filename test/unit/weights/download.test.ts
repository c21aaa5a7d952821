// Downloads of weights from a server that cuts, lies and serves wrong sums.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import { silentContext } from "../../../src/backend/util/context";
import { encodeTensors } from "../../../src/backend/util/safetensors";
import { addWeights, downloadWeights } from "../../../src/backend/weights/add";
import { CATALOGUE, type CatalogueItem } from "../../../src/backend/weights/catalogue";
import { listWeights } from "../../../src/backend/weights/store";
import type { Progress } from "../../../src/protocol/progress";
import { temporaryFolder } from "../dataset/support";
import { badServer, cutAfter, good } from "../download/server";
import { rejectsWith } from "../train/support";
import { TINY, tinyArrays } from "./tiny";

const HASTY = { idleMs: 300, retryMs: 1, failures: 3 };
const server = badServer();
const root = temporaryFolder();
let folder = "";

/** The tiny network with a head that makes the file long enough to be cut. */
const head = { shape: [1000, 30], data: new Float32Array(30_000) };
const body = Buffer.concat([
  ...encodeTensors({ arrays: new Map([...tinyArrays(), ["fc.weight", head]]), metadata: {} }),
]);
const sha256 = createHash("sha256").update(body).digest("hex");

beforeEach(() => {
  folder = mkdtempSync(join(root, "store-"));
  server.manner = good;
  server.requests.length = 0;
  server.bodies.clear();
  server.bodies.set("tiny.pth", body);
});

function options(change: Partial<CatalogueItem> = {}) {
  const item: CatalogueItem = {
    name: "tiny-v1",
    title: "Tiny.V1",
    network: "resnet34",
    url: `${server.base}tiny.pth`,
    bytes: body.length,
    licence: "MIT",
    accuracy: 0.5,
    sha256: sha256.slice(0, 8),
    ...change,
  };
  return { folder, networks: [TINY], catalogue: [item], patience: HASTY };
}

const fetchTiny = (change: Partial<CatalogueItem> = {}, context = silentContext()) =>
  downloadWeights({ name: "tiny-v1" }, options(change), context);

const downloads = () => readdirSync(join(folder, "downloads"));
const addFrom = (source: string) => addWeights({ source }, options(), silentContext());

describe("downloading published weights", () => {
  it("fetches, checks and keeps them, and says how far it is", async () => {
    const reports: Progress[] = [];
    const context = { ...silentContext(), progress: (one: Progress) => reports.push(one) };
    const { entry, isNew } = await fetchTiny({}, context);
    assert.ok(isNew);
    assert.deepEqual(
      [entry.name, entry.licence, entry.sha256, entry.source],
      ["tiny-v1", "MIT", sha256, `${server.base}tiny.pth`],
    );
    const { stage, done, total, unit } = reports.at(-1)!;
    assert.deepEqual([stage, done, total, unit], ["download", body.length, body.length, "bytes"]);
    assert.deepEqual(downloads(), []);
    const { published } = await listWeights(folder, options().catalogue);
    assert.deepEqual(
      published.map(({ isStored }) => isStored),
      [true],
    );
  });

  it("does not fetch again what is stored", async () => {
    const { entry } = await fetchTiny();
    const again = await fetchTiny();
    assert.deepEqual([again.isNew, again.entry], [false, entry]);
    assert.equal(server.requests.length, 1);
  });

  it("goes on where the connection broke", async () => {
    server.manner = (request, response, context) => {
      (context.index === 0 ? cutAfter(50_000) : good)(request, response, context);
    };
    await fetchTiny();
    assert.deepEqual(
      server.requests.map(({ from }) => from > 0),
      [false, true],
    );
  });

  it("goes on in a later call after it was stopped", async () => {
    const stop = new AbortController();
    server.manner = (request, response, context) => {
      cutAfter(50_000)(request, response, context);
      setTimeout(() => {
        stop.abort();
      }, 20);
    };
    await rejectsWith("cancelled", fetchTiny({}, silentContext(stop.signal)));
    assert.deepEqual(downloads(), ["tiny-v1.left.part"]);
    server.manner = good;
    await fetchTiny();
    assert.ok(server.requests.at(-1)!.from > 0);
    assert.deepEqual(downloads(), []);
  });

  it("goes on with what a process that died left, but not with what a living one writes", async () => {
    await mkdir(join(folder, "downloads"), { recursive: true });
    const put = (name: string) => {
      writeFileSync(join(folder, "downloads", name), body.subarray(0, 1000));
    };
    put(`tiny-v1.${2 ** 30}-0123abcd.part`); // beyond any process's number
    put(`tiny-v1.${process.ppid}-0123abcd.part`);
    await fetchTiny();
    assert.equal(server.requests[0]!.from, 1000);
    assert.deepEqual(downloads(), [`tiny-v1.${process.ppid}-0123abcd.part`]);
  });

  it("refuses a file of another sum, and keeps nothing of it", async () => {
    const message = await rejectsWith("corrupt-file", fetchTiny({ sha256: "00000000" }));
    assert.match(message, /checksum is wrong/);
    assert.deepEqual([(await listWeights(folder)).stored, downloads()], [[], []]);
  });

  it("refuses a file of the right sum that is of no use", async () => {
    const page = Buffer.from("<html>".padEnd(500, "x"));
    server.bodies.set("tiny.pth", page);
    const sum = createHash("sha256").update(page).digest("hex");
    assert.match(await rejectsWith("corrupt-file", fetchTiny({ sha256: sum })), /web page/);
    assert.deepEqual([(await listWeights(folder)).stored, downloads()], [[], []]);
  });

  it("does not let a server fill the disk", async () => {
    const endless = fetchTiny({ bytes: 10_000 });
    assert.match(await rejectsWith("download-failed", endless), /longer than it can be/);
    assert.deepEqual(downloads(), []);
  });

  it("says why it failed, and what names there are", async () => {
    const url = `${server.base}gone.pth`;
    assert.match(await rejectsWith("download-failed", fetchTiny({ url })), /answered 404/);
    const unknown = downloadWeights({ name: "vgg" }, options(), silentContext());
    assert.match(await rejectsWith("not-found", unknown), /choose of tiny-v1/);
  });
});

describe("adding from an address", () => {
  it("keeps the file under its name, without what follows the question mark", async () => {
    const { entry } = await addFrom(`${server.base}tiny.pth`);
    assert.deepEqual([entry.name, entry.licence], ["tiny-v1", "MIT"]); // it is the published one
    server.bodies.set("own.pth?key=secret", Buffer.from(body).fill(1, body.length - 4));
    const own = await addFrom(`${server.base}own.pth?key=secret`);
    assert.deepEqual([own.entry.name, own.entry.source], ["own", `${server.base}own.pth`]);
  });

  it("checks the sum that PyTorch puts into names", async () => {
    server.bodies.set(`tiny-${sha256.slice(0, 8)}.pth`, body);
    server.bodies.set("tiny-01234567.pth", body);
    await addFrom(`${server.base}tiny-${sha256.slice(0, 8)}.pth`);
    await rejectsWith("corrupt-file", addFrom(`${server.base}tiny-01234567.pth`));
  });

  it("takes http and https alone, and no password", async () => {
    for (const address of [
      "ftp://host/w.pth",
      "file:///etc/passwd",
      "http://",
      "https://a:b@c/w.pth",
    ]) {
      await rejectsWith("invalid-argument", addFrom(address));
    }
    assert.deepEqual(server.requests, []);
  });

  it("keeps no half file whose other half nothing would check", async () => {
    server.manner = (request, response, context) => {
      if (context.index === 0) cutAfter(50_000)(request, response, context);
      else response.writeHead(404).end();
    };
    await rejectsWith("download-failed", addFrom(`${server.base}tiny.pth`));
    assert.deepEqual(downloads(), []);
  });
});

describe("the catalogue", () => {
  it("has an address, a licence and a unique name for all, and sums that names do not deny", () => {
    assert.equal(new Set(CATALOGUE.map(({ name }) => name)).size, CATALOGUE.length);
    for (const { url, licence, sha256: sum, bytes } of CATALOGUE) {
      assert.equal(new URL(url).protocol, "https:");
      assert.match(licence, /^(BSD-3-Clause|Apache-2\.0)$/);
      assert.ok(bytes > 1e7 && bytes < 2e8);
      const inName = /-([0-9a-f]{8})\.pth$/.exec(url)?.[1];
      if (inName !== undefined) assert.equal(sum, inName);
      else if (sum !== undefined) assert.match(sum, /^[0-9a-f]{64}$/);
    }
  });
});
