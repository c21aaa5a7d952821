/** Removes generated pictures, and never anything else. */
import { readFile, rm } from "node:fs/promises";
import type { GeneratedEntry } from "../dataset/generated";
import { sha256 } from "../dataset/inspect";
import { thumbnailFile } from "../dataset/thumbnails";
import { resolveInside, systemCode, toUserError } from "../util/files";

/** What became of listed files, by path. */
export interface Removed {
  readonly removed: readonly string[];
  /** Changed since they were generated, so a person's work: they stay. */
  readonly kept: readonly string[];
  readonly missing: readonly string[];
}

/** The SHA-256 of a file; undefined when there is none. */
export async function hashOf(file: string): Promise<string | undefined> {
  try {
    return sha256(await readFile(file));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw toUserError(error, file);
  }
}

/** Removes the files of these entries, with their thumbnails, that are as they were generated. */
export async function removeGenerated(
  directory: string,
  entries: readonly GeneratedEntry[],
): Promise<Removed> {
  const removed: string[] = [];
  const kept: string[] = [];
  const missing: string[] = [];
  for (const entry of entries) {
    const file = resolveInside(directory, entry.path);
    const hash = await hashOf(file);
    if (hash === undefined) {
      missing.push(entry.path);
    } else if (hash !== entry.sha256) {
      kept.push(entry.path);
    } else {
      await rm(file).catch((error: unknown) => {
        throw toUserError(error, file);
      });
      await rm(thumbnailFile(directory, hash), { force: true }).catch(() => undefined);
      removed.push(entry.path);
    }
  }
  return { removed, kept, missing };
}
