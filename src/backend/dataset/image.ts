/** The one door to sharp: every picture that Pupil looks at is decoded here, and the same way. */
import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { UserError } from "../../protocol/errors";
import { toUserError } from "../util/files";
import type { Pixels } from "./pixels";
import { resizeSquare } from "./resize";

/** Formats that count as photographs, by sharp's names; an SVG or PDF named .jpg does not. */
const FORMATS: readonly string[] = ["jpeg", "png", "webp", "gif", "tiff", "heif", "avif"];

/** Transparent pixels are shown on this. */
const BACKDROP = "white";

// Each picture is decoded once: libvips' cache of operations would only hold on to memory.
sharp.cache(false);

// Several pictures are worked on at once, each by one thread: threads that share one wait more.
sharp.concurrency(1);

/** What the head of a file says. */
export interface Probe {
  /** The format that the bytes say: "jpeg", "png", "webp", "gif". */
  readonly format: string;
  /** Pixels, as shown, that is after EXIF orientation. */
  readonly width: number;
  readonly height: number;
}

/**
 * The picture as sharp sees it. `failOn: "error"` makes a truncated file an error rather than a
 * half-grey picture, and lets pass the harmless stray bytes that some cameras write. Profiles of
 * RGB pictures are ignored as Pillow and torchvision ignore them (a third of the Oxford pets
 * carry one): networks trained elsewhere then see the same numbers. CMYK needs its profile.
 */
function open(bytes: Uint8Array, space: string): Sharp {
  return sharp(bytes, { failOn: "error", ignoreIcc: space !== "cmyk" })
    .autoOrient()
    .flatten({ background: BACKDROP })
    .toColourspace("srgb");
}

/** What a JPEG's frame header says. */
interface Frame {
  /** 1 grey, 3 colour, 4 CMYK. */
  readonly components: number;
  /** Pixels before EXIF's orientation, which may exchange the two. */
  readonly width: number;
  readonly height: number;
}

/**
 * Finds a JPEG's frame header; undefined when there is none to be found. Asking libvips takes a
 * tenth of the time that decoding does.
 */
function jpegFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const wordAt = (at: number) => 256 * (bytes[at] ?? 0) + (bytes[at + 1] ?? 0);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !isTable) {
      return { components: bytes[at + 9] ?? 0, height: wordAt(at + 5), width: wordAt(at + 7) };
    }
    at += 2 + wordAt(at + 2);
  }
  return undefined;
}

/** What the colours are, by libvips' names: "srgb", "cmyk", "b-w". */
interface Colours {
  readonly space: string;
}

/** The head of a file, from its bytes where they say it plainly; sides may be exchanged. */
async function kindOf(bytes: Uint8Array): Promise<Probe & Colours> {
  const frame = jpegFrame(bytes);
  if (frame !== undefined && (frame.components === 1 || frame.components === 3)) {
    return { format: "jpeg", space: "srgb", width: frame.width, height: frame.height };
  }
  return await head(bytes);
}

async function head(bytes: Uint8Array): Promise<Probe & Colours> {
  const { format, space, autoOrient } = await sharp(bytes, { failOn: "error" }).metadata();
  if (!FORMATS.includes(format)) throw new Error(`it is ${format.toUpperCase()}, not a photograph`);
  return { format, space, width: autoOrient.width, height: autoOrient.height };
}

/** Three equal channels of one. */
function repeated(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) rgb.fill(grey[i] ?? 0, 3 * i, 3 * i + 3);
  return rgb;
}

async function pixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const plain = new Uint8Array(data.buffer, data.byteOffset, data.length); // no Buffer leaks out
  const rgb = info.channels === 1 ? repeated(plain) : plain;
  return { data: rgb, width: info.width, height: info.height };
}

async function bytesOf(source: string | Uint8Array): Promise<Uint8Array> {
  if (typeof source !== "string") return source;
  try {
    return await readFile(source);
  } catch (error) {
    throw toUserError(error, source);
  }
}

/** What the decoders say, in plain words; the first that fits. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/corrupt header/i, "its head is damaged"],
  [/premature end|unexpected end|read error|unknown error/i, "its data is damaged or ends early"],
  [/unsupported image format/i, "its bytes are of no known picture format"],
  [/pixel limit/i, "it has too many pixels"],
];

/** Why a picture could not be decoded, as a clause. */
export function decodingReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const known = REASONS.find(([pattern]) => pattern.test(text));
  return known?.[1] ?? (text.split("\n")[0] ?? "").trim();
}

/** Reads the head of a picture (bytes or path); throws when it is no picture. */
export async function probe(source: string | Uint8Array): Promise<Probe> {
  const { format, width, height } = await head(await bytesOf(source));
  return { format, width, height };
}

/** Decodes a whole picture at full resolution; an animation gives its first frame. */
export async function decodeFull(bytes: Uint8Array): Promise<Probe & Pixels> {
  const { format, space } = await kindOf(bytes);
  return { format, ...(await pixels(open(bytes, space))) };
}

/** Pictures so many times as large as wanted are decoded at a quarter of their size or less. */
const SHRINK_ON_LOAD = 8;

/**
 * Decodes and stretches to a square: [size, size, 3], uint8, sRGB. The kernel is the antialiased
 * linear one of Pillow's BILINEAR, so that it gives torchvision's `Resize((size, size))`: within one
 * step of 255 (mean difference on real photographs 0.08; lanczos3 would differ by 2.0). Far larger
 * pictures are shrunk while they are decoded, which takes a fraction of the time and memory (mean
 * difference 1.3).
 */
export async function decodeSquare(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const { space, width, height } = await kindOf(bytes);
  const image = open(bytes, space);
  if (Math.min(width, height) < SHRINK_ON_LOAD * size)
    return resizeSquare(await pixels(image), size);
  const { data } = await pixels(
    image.resize(size, size, {
      fit: "fill",
      kernel: "linear",
      fastShrinkOnLoad: false, // true reads JPEGs at a scale too near the wanted one, and aliases
    }),
  );
  return data;
}

/** Decodes and stretches a file's bytes as training does; "unreadable-picture", with its name, if it cannot. */
export async function decodeNamed(
  bytes: Uint8Array,
  { name, size }: { readonly name: string; readonly size: number },
): Promise<Uint8Array> {
  try {
    return await decodeSquare(bytes, size);
  } catch (error) {
    const reason = bytes.length === 0 ? "it is empty" : decodingReason(error);
    throw new UserError("unreadable-picture", `${name} is not a readable picture: ${reason}.`, {
      cause: error,
    });
  }
}

/** Reads, decodes and stretches one picture as training does; "unreadable-picture" if it cannot. */
export async function decodeRgb(path: string, size: number): Promise<Uint8Array> {
  return await decodeNamed(await bytesOf(path), { name: path, size });
}

/**
 * Of generated pictures: visibly lossless on photographs, at half the size of 95. Chroma is halved
 * as cameras do, and Huffman tables are the standard's, as Pillow's are: making them to measure
 * would triple the time for a tenth of the size.
 */
const JPEG_QUALITY = 90;

/** Encodes pixels as JPEG. The same pixels give the same bytes. */
export async function encodeJpeg({ data, width, height }: Pixels): Promise<Uint8Array> {
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: JPEG_QUALITY, optimiseCoding: false })
    .toBuffer();
}

/** A small JPEG of a picture, at most `size` pixels on its longer side, as shown. */
export async function encodeThumbnail(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const { space } = await kindOf(bytes);
  return await open(bytes, space)
    .resize(size, size, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
}
