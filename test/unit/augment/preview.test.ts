import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { previewAugmentation } from "../../../src/backend/augment/preview";
import { decodeFull } from "../../../src/backend/dataset/image";
import { silentContext } from "../../../src/backend/util/context";
import { NO_AUGMENTATION, type PreviewRequest } from "../../../src/protocol/augment";
import { temporaryFolder } from "../dataset/support";
import { writePets } from "./pets";

describe("preview of augmentation", () => {
  const folder = temporaryFolder();
  const paths = ["images/pug_2.jpg", "images/Bengal_1.jpg"];
  before(() => writePets(folder));

  const preview = (request: Partial<PreviewRequest> = {}) =>
    previewAugmentation({ directory: folder, paths, ...request }, silentContext());

  const files = (result: Awaited<ReturnType<typeof preview>>) =>
    result.pictures.flatMap(({ variants }) => variants.map(({ file }) => file));

  it("shows the manipulations of balancing at full size, and says them", async () => {
    const { pictures } = await preview({ count: 3 });
    assert.deepEqual(
      pictures.map(({ path }) => path),
      paths,
    );
    for (const { variants } of pictures) {
      assert.equal(variants.length, 3);
      for (const { file, manipulations } of variants) {
        assert.ok(file.startsWith(join(folder, ".pupil/preview")));
        assert.ok(manipulations!.length > 0);
        const { width, height, format } = await decodeFull(readFileSync(file));
        assert.deepEqual([width, height, format], [48, 40, "jpeg"]);
      }
    }
  });

  it("shows what training would see, square", async () => {
    const config = { ...NO_AUGMENTATION, rotation: 30, colourJitter: 0.5, mixup: 0.4 };
    const result = await preview({ config, count: 2, size: 64 });
    assert.equal(new Set(files(result)).size, 4);
    const { width, height } = await decodeFull(readFileSync(files(result)[0]!));
    assert.deepEqual([width, height], [64, 64]);
  });

  it("is the same for the same seed, and another for another roll", async () => {
    assert.deepEqual(await preview(), await preview());
    assert.notDeepEqual(files(await preview()), files(await preview({ seed: 28 })));
  });

  it("does not pile up files", async () => {
    for (let seed = 0; seed < 40; seed++) await preview({ seed, count: 5 });
    assert.ok(readdirSync(join(folder, ".pupil/preview")).length <= 256);
  });

  it("says what it cannot show", async () => {
    await assert.rejects(preview({ paths: ["../x.jpg"] }), { code: "outside-workspace" });
    await assert.rejects(preview({ paths: ["none.jpg"] }), { code: "not-found" });
    await assert.rejects(preview({ count: 1000 }), { code: "invalid-argument" });
    const config = { ...NO_AUGMENTATION, rotation: 999 };
    await assert.rejects(preview({ config }), { code: "invalid-config" });
  });
});
