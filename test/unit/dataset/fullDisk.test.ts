// A disk that is really full while a data set is scanned, cached and shown.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openPixelCache } from "../../../src/backend/dataset/cache";
import { scan } from "../../../src/backend/dataset/scan";
import { loadDataset } from "../../../src/backend/dataset/store";
import { thumbnails } from "../../../src/backend/dataset/thumbnails";
import { silentContext } from "../../../src/backend/util/context";
import { noSmallDisk, withSmallDisk } from "./smallDisk";
import { jpeg, writeFiles } from "./support";

const SIZE = 64;

async function writeClasses(folder: string): Promise<void> {
  for (let i = 0; i < 12; i++) {
    writeFiles(folder, { [`${i % 2 === 0 ? "a" : "b"}/${i}.jpg`]: await jpeg(i) });
  }
}

describe("a full disk", { skip: noSmallDisk() }, () => {
  it("leaves the last scan when there is no room for a new one", async () => {
    await withSmallDisk(400, async ({ folder, fill, free }) => {
      await writeClasses(folder);
      await scan({ directory: folder }, silentContext());
      const before = readFileSync(join(folder, ".pupil/scan.json"), "utf8");
      writeFiles(folder, { "a/new.jpg": await jpeg(50) });
      fill(0);
      await assert.rejects(scan({ directory: folder }, silentContext()), {
        code: "disk-full",
        message: /^The disk is full: .*scan\.json could not be written\.$/,
      });
      assert.deepEqual(readdirSync(join(folder, ".pupil")), ["scan.json"]);
      assert.equal(readFileSync(join(folder, ".pupil/scan.json"), "utf8"), before);
      assert.equal((await loadDataset(folder)).samples.length, 12);
      free();
      assert.equal((await scan({ directory: folder }, silentContext())).pictures, 13);
    });
  });

  it("leaves no half of a cache, nor of a thumbnail", async () => {
    await withSmallDisk(400, async ({ folder, fill, free }) => {
      await writeClasses(folder);
      await scan({ directory: folder }, silentContext());
      const dataset = await loadDataset(folder);
      fill(5); // folders, and a picture of 12 KiB or less
      await assert.rejects(openPixelCache(dataset, SIZE, silentContext()), { code: "disk-full" });
      assert.deepEqual(readdirSync(join(folder, ".pupil/cache")), []);
      const paths = dataset.samples.map(({ path }) => path);
      const request = { directory: folder, paths };
      fill(2);
      await assert.rejects(thumbnails(dataset, request, silentContext()), { code: "disk-full" });
      const small = join(folder, ".pupil/thumbnails");
      assert.ok(readdirSync(small).every((name) => !name.endsWith(".tmp")));
      free();
      await (await openPixelCache(dataset, SIZE, silentContext())).close();
      assert.equal(readdirSync(join(folder, ".pupil/cache")).length, 1);
      for (const { file } of await thumbnails(dataset, request, silentContext())) {
        assert.ok(file !== null && existsSync(file));
      }
    });
  });
});
