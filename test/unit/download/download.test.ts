import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { packTar, type TarHeader } from "modern-tar";
import { download } from "../../../src/backend/download/download";
import { PUBLISHED } from "../../../src/backend/download/published";
import { Random } from "../../../src/backend/util/random";
import { silentContext } from "../../../src/backend/util/context";
import type { Progress } from "../../../src/protocol/progress";
import { temporaryFolder } from "../dataset/support";
import { badServer, cutAfter, good } from "./server";

const HASTY = { idleMs: 300, retryMs: 1, failures: 3 };

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");

/** Bytes that do not compress, so that archives have a length to cut at. */
function noise(seed: number, length: number): Buffer {
  const random = Random.of(seed, "noise");
  return Buffer.from(Uint8Array.from({ length }, () => random.integer(256)));
}

const FILES: Record<string, Buffer> = {
  "images/Abyssinian_1.jpg": noise(1, 60_000),
  "images/pug_1.jpg": noise(2, 60_000),
  "annotations/list.txt": Buffer.from("Abyssinian_1 1 1 1\n"),
};

async function archiveOf(files: Record<string, Buffer>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  return gzipSync(await packTar(entries));
}

const server = badServer();
let folder = "";

/** Puts an archive on the server, and describes it as published. */
function publish(body: Buffer, more: { readonly md5?: string; readonly bytes?: number } = {}) {
  server.bodies.set("pets.tar.gz", body);
  const urls = [`${server.base}pets.tar.gz`];
  return [{ name: "pets.tar.gz", urls, md5: md5(body), bytes: body.length, ...more }];
}

async function fetchPets(archives: ReturnType<typeof publish>, context = silentContext()) {
  const request = { dataset: "oxford-iiit-pet", directory: folder } as const;
  return await download(request, context, { archives, patience: HASTY });
}

function assertComplete() {
  for (const [path, body] of Object.entries(FILES)) {
    assert.deepEqual(readFileSync(join(folder, path)), body);
  }
  assert.ok(!existsSync(join(folder, ".pupil/download")));
}

beforeEach(() => {
  folder = join(temporaryFolder(), "new", "pets");
  server.manner = good;
  server.requests.length = 0;
});

describe("download", () => {
  it("knows the published archives", () => {
    const archives = PUBLISHED["oxford-iiit-pet"];
    assert.deepEqual(
      archives.map(({ name }) => name),
      ["images.tar.gz", "annotations.tar.gz"],
    );
    for (const { urls, md5: sum } of archives) {
      assert.match(sum, /^[0-9a-f]{32}$/);
      assert.ok(urls.every((url) => new URL(url).hostname.endsWith("robots.ox.ac.uk")));
    }
  });

  it("fetches, checks and unpacks, with progress in bytes", async () => {
    const reports: Progress[] = [];
    const context = { ...silentContext(), progress: (each: Progress) => reports.push(each) };
    const archives = publish(await archiveOf(FILES));
    const summary = await fetchPets(archives, context);
    assertComplete();
    assert.deepEqual([summary.files, summary.kept], [3, []]);
    assert.equal(summary.bytesFetched, archives[0]!.bytes);
    const bytes = reports.filter(({ stage }) => stage === "download");
    assert.equal(bytes.at(-1)?.done, archives[0]!.bytes);
    assert.ok(bytes.every(({ done }, i) => i === 0 || done >= bytes[i - 1]!.done));
    assert.equal(reports.at(-1)?.stage, "unpack");
  });

  it("goes on where the connection was cut, again and again", async () => {
    const archives = publish(await archiveOf(FILES));
    server.manner = cutAfter(50_000);
    const summary = await fetchPets(archives);
    assertComplete();
    assert.equal(summary.bytesFetched, archives[0]!.bytes);
    const starts = server.requests.map(({ from }) => from);
    assert.ok(starts.length >= 3 && starts[0] === 0);
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b),
    );
    assert.equal(new Set(starts).size, starts.length);
  });

  it("starts over when the server knows no ranges, or answers another one", async () => {
    const archives = publish(await archiveOf(FILES));
    for (const wrong of ["whole", "other"]) {
      folder = join(temporaryFolder(), wrong);
      server.requests.length = 0;
      server.manner = (request, response, context) => {
        const { body, index, from } = context;
        if (index === 0) cutAfter(30_000)(request, response, context);
        else if (wrong === "whole" || from === 0) response.end(body);
        else response.writeHead(206, { "content-range": `bytes 7-9/${body.length}` }).end("abc");
      };
      await fetchPets(archives);
      assertComplete();
    }
  });

  it("survives lies about sizes", async () => {
    const archives = publish(await archiveOf(FILES));
    // Promises more than there is: the connection ends early, and nothing lies beyond the end.
    server.manner = (request, response, context) => {
      if (context.index > 0) {
        good(request, response, context);
        return;
      }
      response.writeHead(200, { "content-length": context.body.length + 5000 });
      response.write(context.body, () => response.destroy());
    };
    await fetchPets(archives);
    assertComplete();

    // Promises less: what came is whole by its own word, and the checksum says no.
    folder = temporaryFolder();
    server.manner = (_request, response, { body }) => {
      response.writeHead(200, { "content-length": 1000 }).end(body.subarray(0, 1000));
    };
    await assert.rejects(fetchPets(archives), { code: "corrupt-file", message: /checksum/ });

    // Never ends: no disk is filled.
    let sent = 0;
    server.manner = (_request, response) => {
      const more = () => {
        sent += 65536;
        if (!response.destroyed) response.write(Buffer.alloc(65536), () => setTimeout(more, 1));
      };
      more();
    };
    await assert.rejects(fetchPets(archives), { code: "download-failed", message: /longer/ });
    assert.ok(sent < 20 * archives[0]!.bytes);
  });

  it("throws a wrong file away, and takes the right one when it comes", async () => {
    const body = await archiveOf(FILES);
    const archives = publish(body);
    server.manner = (request, response, context) => {
      const wrong = Buffer.from(context.body);
      if (context.index === 0) wrong[100]! ^= 1;
      good(request, response, { ...context, body: wrong });
    };
    await fetchPets(archives);
    assertComplete();

    folder = temporaryFolder();
    const wrong = publish(body, { md5: "0".repeat(32) });
    await assert.rejects(fetchPets(wrong), {
      code: "corrupt-file",
      message: /Nothing of it was used/,
    });
    assert.ok(!existsSync(join(folder, "images")));
    assert.ok(!existsSync(join(folder, ".pupil/download/pets.tar.gz.part")));
  });

  it("gives up on a server that stays silent or away, and keeps what came", async () => {
    const archives = publish(await archiveOf(FILES));
    server.manner = (request, response, context) => {
      if (context.index === 0) cutAfter(40_000)(request, response, context);
      else if (context.index > 1) response.writeHead(503).end(); // and once no answer at all
    };
    await assert.rejects(fetchPets(archives), {
      code: "download-failed",
      message: /503|no answer/,
    });
    assert.ok(readFileSync(join(folder, ".pupil/download/pets.tar.gz.part")).length > 0);
    server.manner = good;
    const { bytesFetched } = await fetchPets(archives);
    assert.ok(bytesFetched < archives[0]!.bytes);
    assertComplete();
  });

  it("tries the next address when one has no such file", async () => {
    const archives = publish(await archiveOf(FILES));
    const urls = [`${server.base}moved.tar.gz`, ...archives[0]!.urls];
    await fetchPets([{ ...archives[0]!, urls }]);
    assertComplete();
    await assert.rejects(fetchPets([{ ...archives[0]!, urls: urls.slice(0, 1) }]), {
      code: "download-failed",
      message: /404/,
    });
  });

  it("stops when asked, and goes on from there", async () => {
    const archives = publish(await archiveOf(FILES));
    server.manner = (_request, response, { body }) => {
      response.writeHead(200, { "content-length": body.length });
      response.write(body.subarray(0, 50_000)); // and waits
    };
    const stop = new AbortController();
    const progress = () => {
      stop.abort();
    };
    const context = { signal: stop.signal, progress };
    await assert.rejects(fetchPets(archives, context), { code: "cancelled" });
    assert.ok(!existsSync(join(folder, "images")));
    server.manner = good;
    await fetchPets(archives);
    assert.ok(server.requests.at(-1)!.from > 0);
    assertComplete();
  });
});

describe("unpacking", () => {
  /** Downloads an archive with these entries besides a good one. */
  async function withEntry(header: Omit<TarHeader, "size">, body = "evil") {
    const entries = [
      { header: { name: "images/good.jpg", size: 4 }, body: "good" },
      { header: { ...header, size: body.length }, body },
    ];
    const archives = publish(gzipSync(await packTar(entries)));
    return await fetchPets(archives);
  }

  it("refuses what leads out, links and devices, and then leaves nothing", async () => {
    const bad = [
      { name: "../evil.txt" },
      { name: "images/../../evil.txt" },
      { name: "/tmp/pupil-evil.txt" },
      { name: "..\\evil.txt" },
      { name: "C:/evil.txt" },
      { name: "images/link", type: "symlink", linkname: "/etc/passwd" },
      { name: "images/hard", type: "link", linkname: "../../evil.txt" },
      { name: "images/null", type: "character-device" },
      { name: "images/pipe", type: "fifo" },
    ] as const;
    for (const header of bad) {
      const body = "type" in header ? "" : "evil";
      await assert.rejects(withEntry(header, body), {
        code: "corrupt-file",
        message: /cannot be trusted|not unpacked/,
      });
      assert.ok(!existsSync(join(folder, "images")), header.name);
      assert.ok(!existsSync(join(folder, "../evil.txt")));
    }
    assert.ok(!existsSync("/tmp/pupil-evil.txt"));
  });

  it("passes folders and macOS's shadow files over", async () => {
    await withEntry({ name: "./images/", type: "directory" }, "");
    const summary = await withEntry({ name: "annotations/trimaps/._pug_1.png" });
    assert.equal(summary.files, 1);
    assert.ok(!existsSync(join(folder, "annotations")));
  });

  it("says of a damaged archive that it is", async () => {
    const tar = await packTar([{ header: { name: "a.jpg", size: 3000 }, body: noise(9, 3000) }]);
    for (const body of [
      gzipSync(tar).subarray(0, 2000),
      gzipSync(tar.subarray(0, 2000)),
      noise(1, 99),
    ]) {
      await assert.rejects(fetchPets(publish(Buffer.from(body))), { code: "corrupt-file" });
    }
  });

  it("never writes over a person's file, nor through a link", async () => {
    const archives = publish(await archiveOf(FILES));
    mkdirSync(join(folder, "images"), { recursive: true });
    writeFileSync(join(folder, "images/pug_1.jpg"), "mine");
    writeFileSync(join(folder, "images/Abyssinian_1.jpg"), FILES["images/Abyssinian_1.jpg"]!);
    const { kept } = await fetchPets(archives);
    assert.deepEqual(kept, ["images/pug_1.jpg"]);
    assert.equal(readFileSync(join(folder, "images/pug_1.jpg"), "utf8"), "mine");

    const outside = temporaryFolder();
    folder = temporaryFolder();
    symlinkSync(outside, join(folder, "images"));
    await assert.rejects(fetchPets(archives), { code: "outside-workspace" });
    assert.ok(!existsSync(join(outside, "pug_1.jpg")));
  });
});
