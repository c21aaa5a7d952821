/** Reads one file once, and takes from its bytes all that a scan wants to know. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Finding } from "../../protocol/dataset";
import { systemCode } from "../util/files";
import { parseBox } from "./box";
import { decodeFull, decodingReason } from "./image";
import type { Listing } from "./listing";
import { differenceHash, measure } from "./measure";
import type { Labelled } from "./rules";
import type { FileRecord, Picture, Stamp } from "./schema";

/** Formats by the names that they should have. */
const FORMAT_OF: Readonly<Record<string, string>> = {
  ".jpg": "jpeg",
  ".jpeg": "jpeg",
  ".png": "png",
  ".webp": "webp",
};

/** What reading gave: a picture, or what is wrong. */
type Outcome = Pick<FileRecord, "picture" | "problem">;

function same(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.bytes === b?.bytes && a?.modifiedMs === b?.modifiedMs;
}

/** The SHA-256 of bytes, hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function pictureOf(bytes: Uint8Array): Promise<Picture> {
  const pixels = await decodeFull(bytes);
  const { channels, thumbnail } = measure(pixels);
  return {
    format: pixels.format,
    width: pixels.width,
    height: pixels.height,
    hash: sha256(bytes),
    perceptualHash: differenceHash(thumbnail),
    thumbnail: Buffer.from(thumbnail).toString("base64"),
    channels,
  };
}

async function readPicture(file: string): Promise<Outcome> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const reason = `it cannot be opened (${systemCode(error) ?? "unknown reason"})`;
    return { problem: { kind: "unreadable", reason } };
  }
  if (bytes.length === 0) return { problem: { kind: "empty-file", reason: "it is empty" } };
  try {
    return { picture: await pictureOf(bytes) };
  } catch (error) {
    return { problem: { kind: "unreadable", reason: decodingReason(error) } };
  }
}

async function boxPart(
  listing: Listing,
  boxFile: string | undefined,
  known: FileRecord | undefined,
): Promise<Pick<FileRecord, "box" | "boxStamp">> {
  const stamp = boxFile === undefined ? undefined : listing.files.get(boxFile);
  if (boxFile === undefined || stamp === undefined) return {};
  if (known?.boxStamp !== undefined && same(known.boxStamp, stamp)) {
    return { box: known.box, boxStamp: stamp };
  }
  const xml = await readFile(join(listing.directory, boxFile), "utf8").catch(() => "");
  return { box: parseBox(xml), boxStamp: stamp };
}

/** Whether a known file need not be read again. */
export function isUnchanged(listing: Listing, known: FileRecord): boolean {
  return same(listing.files.get(known.path), known.stamp);
}

/** The record of a labelled file, from its bytes or from what is known when it has not changed. */
export async function inspectFile(
  listing: Listing,
  path: string,
  from: { readonly labelled: Labelled; readonly known: FileRecord | undefined },
): Promise<FileRecord> {
  const { labelled, known } = from;
  const outcome: Outcome =
    known !== undefined && isUnchanged(listing, known)
      ? { picture: known.picture, problem: known.problem }
      : await readPicture(join(listing.directory, path));
  return {
    path,
    stamp: listing.files.get(path) ?? { bytes: 0, modifiedMs: 0 },
    ...outcome,
    labels: labelled.labels,
    mask: labelled.mask,
    ...(await boxPart(listing, labelled.boxFile, known)),
  };
}

/** What a person should know of an inspected file: unreadable, empty, or not what its name says. */
export function findingOf({ path, picture, problem }: FileRecord): Finding | undefined {
  const extension = extname(path).toLowerCase();
  const named = (FORMAT_OF[extension] ?? "picture").toUpperCase();
  if (problem?.kind === "empty-file") {
    const message = `${path} is an empty file: skipped.`;
    return { kind: "empty-file", path, message, skipped: true };
  }
  if (problem !== undefined) {
    const message = `${path} is not a readable ${named} (${problem.reason}): skipped.`;
    return { kind: "unreadable", path, message, skipped: true };
  }
  if (picture === undefined || picture.format === FORMAT_OF[extension]) return undefined;
  const message = `${path} is a ${picture.format.toUpperCase()} named ${extension}: used as it is.`;
  return { kind: "extension-mismatch", path, message, skipped: false };
}
