/** Says who trains a run: a file with the process's id, touched while it lives. */
import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import { systemCode, temporaryName, toUserError } from "../util/files";
import { processExists } from "../util/processes";
import { RUN_FILES } from "./folder";

const HEARTBEAT_MS = 5_000;

/**
 * Without a heartbeat for so long a lock is left over, whatever process has its id by now. A long
 * training step may hold up the event loop for a minute, so this is much longer.
 */
const STALE_MS = 10 * 60_000;

/** A lock without content is one that is just being written, unless it stays so. */
const WRITING_MS = 5_000;

const ownerSchema = z.object({ pid: z.int(), host: z.string(), token: z.string() });
type Owner = z.infer<typeof ownerSchema>;

/** A held lock. */
export interface RunLock {
  /** Throws "run-busy" when another process took the lock over, as after a long sleep. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

/** The lock's content; undefined when there is none, or one that was cut off while being written. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return "";
    throw toUserError(error, path);
  });
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function isAlive(path: string, owner: Owner | undefined): Promise<boolean> {
  const touched = await stat(path).catch(() => undefined);
  if (touched === undefined) return false;
  const age = Date.now() - touched.mtimeMs;
  if (owner === undefined) return age < WRITING_MS;
  if (age > STALE_MS) return false;
  return owner.host !== hostname() || processExists(owner.pid);
}

/** Whether a living process trains the run. */
export async function isLocked(directory: string): Promise<boolean> {
  const path = join(directory, RUN_FILES.lock);
  return await isAlive(path, await readOwner(path));
}

function busy(directory: string, owner: Owner | undefined): UserError {
  const who = owner === undefined ? "another process" : `process ${owner.pid} on ${owner.host}`;
  return new UserError("run-busy", `${directory} is being trained by ${who}.`);
}

/** Writes the lock unless there is one; whether it did. */
async function create(path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(JSON.stringify(owner));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw toUserError(error, path);
  }
}

/** Removes a dead process's lock, but not one that somebody else made meanwhile. */
async function removeDead(path: string, dead: Owner | undefined): Promise<void> {
  const aside = temporaryName(path);
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw toUserError(error, path);
  }
  const taken = await readOwner(aside);
  if (taken?.token === dead?.token) await rm(aside, { force: true });
  else await rename(aside, path);
}

/** Takes the lock of a run; "run-busy" when a living process has it. */
export async function acquireLock(directory: string): Promise<RunLock> {
  const path = join(directory, RUN_FILES.lock);
  const own = { pid: process.pid, host: hostname(), token: randomUUID() };
  if (!(await create(path, own))) {
    const owner = await readOwner(path);
    if (await isAlive(path, owner)) throw busy(directory, owner);
    await removeDead(path, owner);
    if (!(await create(path, own))) throw busy(directory, await readOwner(path));
  }
  const timer = setInterval(() => {
    const now = new Date();
    // A lock that is gone shows when it is next asserted; nobody waits for this one.
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  timer.unref();
  const isOwn = async () => (await readOwner(path))?.token === own.token;
  return {
    async assertHeld() {
      if (!(await isOwn())) throw busy(directory, await readOwner(path));
    },
    async release() {
      clearInterval(timer);
      if (await isOwn()) await rm(path, { force: true });
    },
  };
}
