/** Reads and writes files so that nothing is half-written and every failure is a sentence. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { z } from "zod";
import { UserError } from "../../protocol/errors";

/** The code of a system error ("ENOENT"), or undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Turns a system error about a path into a UserError; anything else is returned as it is. */
export function toUserError(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  switch (systemCode(error) ?? "") {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG": // a limit on the size of files (ulimit -f) or the file system's own
      return new UserError("disk-full", `The disk is full: ${path} could not be written.`, {
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new UserError("no-permission", `There is no permission to use ${path}.`, {
        cause: error,
      });
    case "ENOENT":
    case "ENOTDIR":
      return new UserError("not-found", `${path} does not exist.`, { cause: error });
    case "EISDIR":
      return new UserError("invalid-argument", `${path} is a folder, not a file.`, {
        cause: error,
      });
    default:
      return error;
  }
}

/** A name beside `path` that no other process or call uses. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
}

/**
 * Writes a whole file under a temporary name, then renames it: a reader sees the old file or the
 * new one, and a failure leaves the old one and no temporary file. Makes missing folders.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<string>,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await writeFile(file, data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toUserError(error, path);
  }
}

/** Throws "invalid-argument" where there is something that nobody said is to be replaced. */
export function assertReplaceable(path: string, replace = false): void {
  if (replace || !existsSync(path)) return;
  const message = `${path} exists already; it is replaced only with --force.`;
  throw new UserError("invalid-argument", message);
}

/** Writes a value as indented JSON, atomically. */
export async function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads JSON and checks it; what does not fit the schema is the UserError "corrupt-file". */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw toUserError(error, path);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError("corrupt-file", `${path} is damaged: it is not JSON.`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : ` (${issue.path.join(".") || "top"}: ${issue.message})`;
  throw new UserError("corrupt-file", `${path} is damaged: it is not what Pupil wrote${where}.`, {
    cause: parsed.error,
  });
}

/** Whether an absolute path is the folder `root` or lies in it, by its words alone. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The absolute path of `path` under `root`; throws "outside-workspace" when it leads out of it. */
export function resolveInside(root: string, path: string): string {
  const absolute = resolve(root, path);
  if (!isInside(root, absolute)) {
    throw new UserError("outside-workspace", `${path} leads out of ${root}.`);
  }
  return absolute;
}
