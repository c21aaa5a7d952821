/** One change of the store at a time, whatever processes want to make one. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../protocol/errors";
import { systemCode, temporaryName, toUserError } from "../util/files";

const LOCK = "store.lock";
const RETRY_MS = 20;
/** A change renames a file and writes a small one: a lock of this age was left by a process that died. */
const STALE_MS = 15_000;
/** Longer than a left lock lasts. */
const PATIENCE_MS = 30_000;

async function create(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw toUserError(error, path);
  }
}

const contentOf = (path: string) => readFile(path, "utf8").catch(() => undefined);

/** Takes away a lock that was left behind, but not one that somebody made meanwhile. */
async function removeStale(path: string): Promise<void> {
  const token = await contentOf(path);
  const touched = await stat(path).catch(() => undefined);
  if (touched === undefined || Date.now() - touched.mtimeMs < STALE_MS) return;
  const aside = temporaryName(path);
  try {
    await rename(path, aside);
  } catch {
    return; // somebody else was quicker
  }
  if ((await contentOf(aside)) === token) await rm(aside, { force: true });
  else await rename(aside, path).catch(() => undefined);
}

/** Does the work while no other process changes the store; makes its folder. */
export async function withStore<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, LOCK);
  const token = randomUUID();
  const until = Date.now() + PATIENCE_MS;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw toUserError(error, folder);
  }
  while (!(await create(path, token))) {
    await removeStale(path);
    if (Date.now() > until) {
      const message = `Another process keeps the weights in ${folder} busy: try again later.`;
      throw new UserError("no-permission", message);
    }
    await sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    if ((await contentOf(path)) === token) await rm(path, { force: true });
  }
}
