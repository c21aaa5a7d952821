// Locks: one holder, taken over from the dead only.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { acquireLock, isLocked } from "../../../src/backend/runs/lock";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

function leave(folder: string, owner: { pid: number; host: string }): string {
  const path = join(folder, "lock");
  writeFileSync(path, JSON.stringify({ ...owner, token: "other" }));
  return path;
}

describe("the lock of a run", () => {
  it("keeps a second one out until it is released", async () => {
    const folder = temporaryFolder();
    const lock = await acquireLock(folder);
    assert.equal(await isLocked(folder), true);
    const message = await rejectsWith("run-busy", acquireLock(folder));
    assert.match(message, new RegExp(`process ${process.pid}`));
    await lock.assertHeld();
    await lock.release();
    assert.equal(await isLocked(folder), false);
    assert.equal(existsSync(join(folder, "lock")), false);
    await (await acquireLock(folder)).release();
  });

  it("is taken over from a process that is dead", async () => {
    const folder = temporaryFolder();
    leave(folder, { pid: deadPid(), host: hostname() });
    assert.equal(await isLocked(folder), false);
    await (await acquireLock(folder)).release();
  });

  it("is not taken over from another machine while it is touched", async () => {
    const folder = temporaryFolder();
    const path = leave(folder, { pid: deadPid(), host: "another-machine" });
    assert.equal(await isLocked(folder), true);
    await rejectsWith("run-busy", acquireLock(folder));
    const longAgo = Date.now() / 1000 - 3600;
    utimesSync(path, longAgo, longAgo);
    assert.equal(await isLocked(folder), false);
    await (await acquireLock(folder)).release();
  });

  it("counts an empty lock as one that is being written, for a while", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "lock");
    writeFileSync(path, "");
    await rejectsWith("run-busy", acquireLock(folder));
    const before = Date.now() / 1000 - 60;
    utimesSync(path, before, before);
    await (await acquireLock(folder)).release();
  });

  it("notices that somebody took it over, and leaves theirs alone", async () => {
    const folder = temporaryFolder();
    const lock = await acquireLock(folder);
    const path = leave(folder, { pid: process.pid, host: hostname() });
    await rejectsWith("run-busy", lock.assertHeld());
    await lock.release();
    assert.match(readFileSync(path, "utf8"), /other/);
  });
});
