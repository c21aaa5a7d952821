/**
 * Makes the planned pictures in DIR/.pupil/generated, out of sight of every scan. A call that was
 * stopped leaves what it made there; the next one finds it and goes on.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SkippedPicture } from "../../protocol/augment";
import { UserError } from "../../protocol/errors";
import { decodeFull, decodingReason, encodeJpeg } from "../dataset/image";
import type { Pixels } from "../dataset/pixels";
import { sha256 } from "../dataset/inspect";
import { pupilFolder } from "../dataset/store";
import { coreCount, forEachConcurrently } from "../util/concurrency";
import type { TaskContext } from "../util/context";
import { resolveInside, temporaryName, toUserError } from "../util/files";
import { ProgressMeter } from "../util/progress";
import { manipulateAll } from "./manipulations";
import type { PlannedPicture } from "./plan";

/** What was made of the plan: the SHA-256 of each picture's file, or nothing for a skipped one. */
export interface Staged {
  readonly hashes: ReadonlyMap<PlannedPicture, string>;
  readonly skipped: readonly SkippedPicture[];
}

/** Where pictures wait until all of them are there. */
export function stagingFolder(directory: string): string {
  return join(pupilFolder(directory), "generated");
}

/** Where one waits; the name says all that its bytes depend on. */
export function stagedFile(directory: string, picture: PlannedPicture): string {
  const { path, sourceSha256, manipulations, seed } = picture;
  const key = JSON.stringify([path, sourceSha256, manipulations, seed]);
  const name = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return join(stagingFolder(directory), `${name}.jpg`);
}

/** The hash of a picture that an earlier call made; a JPEG that ends early is not one. */
async function stagedBefore(file: string, there: ReadonlySet<string>): Promise<string | undefined> {
  if (!there.has(basename(file))) return undefined;
  const bytes = await readFile(file).catch(() => undefined);
  const whole = bytes?.at(-2) === 0xff && bytes.at(-1) === 0xd9;
  return bytes !== undefined && whole ? sha256(bytes) : undefined;
}

async function make(pixels: Pixels, picture: PlannedPicture, file: string): Promise<string> {
  const { manipulations, seed } = picture;
  const bytes = await encodeJpeg(manipulateAll(pixels, manipulations, seed));
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, bytes, { flag: "wx" });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toUserError(error, file);
  }
  return sha256(bytes);
}

/** The source's pixels, or why it is of no use. */
async function readSource(file: string, expectedSha256: string): Promise<Pixels | string> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return "cannot be opened";
  if (sha256(bytes) !== expectedSha256) return "has changed meanwhile";
  try {
    return await decodeFull(bytes);
  } catch (error) {
    return `is not a readable picture (${decodingReason(error)})`;
  }
}

function bySource(planned: readonly PlannedPicture[]): Map<string, PlannedPicture[]> {
  const sources = new Map<string, PlannedPicture[]>();
  for (const picture of planned) {
    const pictures = sources.get(picture.source);
    if (pictures === undefined) sources.set(picture.source, [picture]);
    else pictures.push(picture);
  }
  return sources;
}

/**
 * Makes every planned picture; a source is read and decoded once for all that is made of it. Sources
 * that cannot be used are named and skipped. When the disk is full nothing stays behind.
 *
 * Decoding and encoding run on libvips' threads while this one manipulates: on real photographs a
 * third to a half of the work is here, so two cores are kept busy without worker threads.
 */
export async function stagePictures(
  directory: string,
  planned: readonly PlannedPicture[],
  context: TaskContext,
): Promise<Staged> {
  const hashes = new Map<PlannedPicture, string>();
  const skipped: SkippedPicture[] = [];
  const there = new Set<string>();
  const meter = new ProgressMeter("augment", planned.length, "pictures", context.progress);
  const work = async ([source, pictures]: readonly [string, PlannedPicture[]]) => {
    let pixels: Pixels | string | undefined;
    for (const picture of pictures) {
      if (context.signal.aborted) return;
      const file = stagedFile(directory, picture);
      const before = await stagedBefore(file, there);
      if (before !== undefined) {
        hashes.set(picture, before);
      } else {
        pixels ??= await readSource(resolveInside(directory, source), picture.sourceSha256);
        if (typeof pixels !== "string") hashes.set(picture, await make(pixels, picture, file));
      }
      meter.tick();
    }
    if (typeof pixels === "string") {
      const message = `${source} ${pixels}: nothing was generated from it.`;
      skipped.push({ path: source, message });
    }
  };
  try {
    await mkdir(stagingFolder(directory), { recursive: true });
    for (const name of await readdir(stagingFolder(directory))) there.add(name);
    const options = { concurrency: coreCount() + 1, signal: context.signal };
    await forEachConcurrently(bySource(planned), work, options);
  } catch (error) {
    const shown = toUserError(error, stagingFolder(directory));
    if (shown instanceof UserError && shown.code === "disk-full") {
      await rm(stagingFolder(directory), { recursive: true, force: true });
      const message = `The disk is full: nothing was generated, and ${directory} is as it was.`;
      throw new UserError("disk-full", message, { cause: error });
    }
    throw shown;
  }
  return { hashes, skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}
