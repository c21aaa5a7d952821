/** Turns drawings into pixels and files: the one file of the drawing that knows sharp. */
import sharp, { type Sharp } from "sharp";

/** Interleaved 8-bit pixels, without padding. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Buffer;
}

/** How a JPEG departs from the plain upright sRGB one. */
export type JpegKind = "colour" | "grey" | "cmyk" | "turned";

const fromPixels = ({ width, height, channels, data }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } });

/** Renders SVG, out of focus by a blur of so many pixels if that is not 0. */
export async function renderSvg(svg: string, blur: number): Promise<Pixels> {
  const drawn = sharp(Buffer.from(svg)).removeAlpha();
  const seen = blur < 0.3 ? drawn : drawn.blur(blur);
  const { data, info } = await seen.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

/** Renders black-and-white SVG to one channel. */
export async function renderMask(svg: string): Promise<Pixels> {
  const drawn = sharp(Buffer.from(svg)).removeAlpha().extractChannel(0).raw();
  const { data, info } = await drawn.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 1, data };
}

/** Encodes a JPEG; "turned" stores it lying on its side and says so in EXIF (orientation 6). */
export function encodeJpeg(
  pixels: Pixels,
  quality: number,
  kind: JpegKind = "colour",
): Promise<Buffer> {
  const image = fromPixels(pixels);
  switch (kind) {
    case "colour":
      return image.jpeg({ quality }).toBuffer();
    case "grey":
      return image.toColourspace("b-w").jpeg({ quality }).toBuffer();
    case "cmyk":
      return image.toColourspace("cmyk").jpeg({ quality }).toBuffer();
    case "turned":
      return image.rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality }).toBuffer();
  }
}

/** Encodes a PNG of as many channels as the pixels have. */
export function encodePng(pixels: Pixels): Promise<Buffer> {
  const image = fromPixels(pixels);
  return (pixels.channels === 1 ? image.toColourspace("b-w") : image).png().toBuffer();
}

/** The same picture again: at that share of its size and that quality. */
export async function reencodeJpeg(jpeg: Buffer, share: number, quality: number): Promise<Buffer> {
  const { width } = await sharp(jpeg).metadata();
  return sharp(jpeg)
    .resize(Math.round(width * share))
    .jpeg({ quality })
    .toBuffer();
}
