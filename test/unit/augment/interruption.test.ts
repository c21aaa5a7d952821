import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { augment } from "../../../src/backend/augment/balance";
import { planUpsampling } from "../../../src/backend/augment/plan";
import { stagePictures } from "../../../src/backend/augment/stage";
import { scan } from "../../../src/backend/dataset/scan";
import { loadDataset } from "../../../src/backend/dataset/store";
import { silentContext } from "../../../src/backend/util/context";
import type { Progress } from "../../../src/protocol/progress";
import { noSmallDisk, withSmallDisk } from "../dataset/smallDisk";
import { jpeg, temporaryFolder } from "../dataset/support";
import { agrees, filesOf, writePets } from "./pets";

const request = (directory: string) => ({ directory, target: "species" });

/** Options of a plan without files in the way. */
const everyone = { target: "species", seed: 27, taken: new Set<string>() };

/** A context that is cancelled after so many generated pictures. */
function stopAfter(pictures: number) {
  const stop = new AbortController();
  const progress = ({ stage, done }: Progress) => {
    if (stage === "augment" && done >= pictures) stop.abort();
  };
  return { signal: stop.signal, progress };
}

/** Balances in a process of its own, which kills itself when so many pictures are made. */
async function killAfter(folder: string, pictures: number): Promise<void> {
  const code = `
    const { augment } = require(${JSON.stringify(resolve("src/backend/augment/balance.ts"))});
    const progress = ({ stage, done }) => {
      if (stage === "augment" && done >= ${pictures}) process.kill(process.pid, "SIGKILL");
    };
    const signal = new AbortController().signal;
    void augment(${JSON.stringify(request(folder))}, { signal, progress });`;
  const child = spawn(process.execPath, ["--import", "tsx", "-e", code], { stdio: "inherit" });
  const [exitCode, signal] = (await once(child, "exit")) as [number | null, string | null];
  // Windows has no signals: a killed process ends with code 1.
  assert.ok(signal === "SIGKILL" || (process.platform === "win32" && exitCode === 1));
}

async function petsAndResult() {
  const folder = temporaryFolder();
  await writePets(folder);
  const plain = filesOf(folder);
  const whole = temporaryFolder();
  await writePets(whole);
  await augment(request(whole), silentContext());
  return { folder, plain, result: filesOf(whole), whole };
}

describe("interrupted balancing", () => {
  it("leaves the folder as it was, and is finished by the next call with the same bytes", async () => {
    const { folder, plain, result } = await petsAndResult();
    await assert.rejects(augment(request(folder), stopAfter(1)), { code: "cancelled" });
    assert.deepEqual(filesOf(folder), plain);
    const staged = readdirSync(join(folder, ".pupil/generated"));
    assert.ok(staged.length > 0);
    // A machine that lost power may leave a file that ends early.
    truncateSync(join(folder, ".pupil/generated", staged[0]!), 300);
    await augment(request(folder), silentContext());
    assert.deepEqual(filesOf(folder), result);
    assert.ok(await agrees(folder));
    assert.ok(!existsSync(join(folder, ".pupil/generated")));
  });

  it("is finished when its process was killed, whenever that was", async () => {
    const { folder, plain, result } = await petsAndResult();
    for (const pictures of [1, 4]) {
      await killAfter(folder, pictures);
      assert.deepEqual(filesOf(folder), plain);
      assert.ok(await agrees(folder));
    }
    const { made } = await augment(request(folder), silentContext());
    assert.equal(made, Object.keys(result).length - Object.keys(plain).length);
    assert.deepEqual(filesOf(folder), result);
    assert.ok(!existsSync(join(folder, ".pupil/generated")));
  });

  it("is finished also when it was killed while moving files to their places", async () => {
    const { folder, result, whole } = await petsAndResult();
    // As after the manifest was written: it lists all, and some are not there yet.
    mkdirSync(join(folder, ".pupil"), { recursive: true });
    copyFileSync(join(whole, ".pupil/generated.json"), join(folder, ".pupil/generated.json"));
    copyFileSync(join(whole, "images/generated1.jpg"), join(folder, "images/generated1.jpg"));
    const report = await augment(request(folder), silentContext());
    assert.equal(report.made, report.generated - 1);
    assert.deepEqual(filesOf(folder), result);
  });

  it("replaces, when the pictures have changed, what was made of the old ones", async () => {
    const { folder } = await petsAndResult();
    await augment(request(folder), silentContext());
    for (const name of readdirSync(join(folder, "images"))) {
      if (name.startsWith("Bengal")) {
        writeFileSync(
          join(folder, "images", name),
          await jpeg(700 + name.length + name.charCodeAt(7)),
        );
      }
    }
    const report = await augment(request(folder), silentContext());
    assert.ok(report.removed > 0 && report.made > 0);
    assert.ok(await agrees(folder));
  });
});

describe("balancing with what cannot be used", () => {
  it("names corrupt pictures and does without them", async () => {
    const folder = temporaryFolder();
    await writePets(folder);
    truncateSync(join(folder, "images/Bengal_1.jpg"), 400);
    const report = await augment(request(folder), silentContext());
    const unreadable = report.summary.findings.find(({ kind }) => kind === "unreadable");
    assert.equal(unreadable?.path, "images/Bengal_1.jpg");
    assert.equal(new Set(report.classes.map(({ trainAfter }) => trainAfter)).size, 1);
  });

  it("names and skips a source that changes or goes between the scan and its turn", async () => {
    const folder = temporaryFolder();
    await writePets(folder);
    await scan({ directory: folder }, silentContext());
    const { samples } = await loadDataset(folder);
    const planned = planUpsampling(samples, everyone);
    const [first, second] = [...new Set(planned.map(({ source }) => source))];
    truncateSync(join(folder, first!), 400);
    rmSync(join(folder, second!));
    const { hashes, skipped } = await stagePictures(folder, planned, silentContext());
    assert.deepEqual(
      skipped.map(({ path }) => path),
      [first!, second!].sort(),
    );
    assert.match(skipped.find(({ path }) => path === first)!.message, /has changed meanwhile/);
    const usable = planned.filter(({ source }) => source !== first && source !== second);
    assert.deepEqual(
      [...hashes.keys()].map(({ path }) => path).sort(),
      usable.map(({ path }) => path).sort(),
    );
  });

  it("stops on a full disk, and leaves nothing behind", { skip: noSmallDisk() }, async () => {
    await withSmallDisk(400, async ({ folder: disk, fill, free }) => {
      await writePets(disk);
      await scan({ directory: disk }, silentContext());
      const plain = filesOf(disk);
      const { samples } = await loadDataset(disk);
      const planned = planUpsampling(samples, everyone);
      fill(4); // room for a picture or two
      await assert.rejects(stagePictures(disk, planned, silentContext()), {
        code: "disk-full",
        message: /nothing was generated/,
      });
      assert.ok(!existsSync(join(disk, ".pupil/generated")));
      free();
      assert.deepEqual(filesOf(disk), plain);
      assert.ok(!existsSync(join(disk, ".pupil/generated.json")));
      await augment(request(disk), silentContext());
      assert.ok(await agrees(disk));
    });
  });
});
