/** Draws a map over its picture. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { UserError } from "../../protocol/errors";
import {
  type ExplainRequest,
  type Explanation,
  HEAT_COLOURS,
  OVERLAY_OPACITY,
} from "../../protocol/explanation";
import { decodeFull, encodeJpeg, type Pixels } from "../dataset/image";
import { toUserError, writeFileAtomic } from "../util/files";

type HeatMap = Pick<Explanation, "height" | "width" | "values">;

/** Between which two of `count` places a point 0..1 lies, and how near the second; it is on the outer ones beyond them. */
function between(point: number, count: number) {
  const at = Math.min(Math.max(point * count - 0.5, 0), count - 1);
  const from = Math.floor(at);
  return { from, to: Math.min(from + 1, count - 1), share: at - from };
}

const mix = (a: number, b: number, share: number) => a + (b - a) * share;

/** The colour of a value 0..1; each channel 0..255. */
function colourOf(value: number): readonly number[] {
  const at = value * (HEAT_COLOURS.length - 1);
  const [low, high] = [HEAT_COLOURS[Math.floor(at)], HEAT_COLOURS[Math.ceil(at)]];
  return [0, 1, 2].map((channel) => mix(low?.[channel] ?? 0, high?.[channel] ?? 0, at % 1));
}

/** The picture with the map over all of it, smoothly between the map's places. */
export function drawOverlay(picture: Pixels, map: HeatMap): Pixels {
  const { width, height } = picture;
  const colours = Array.from({ length: 256 }, (_, step) => colourOf(step / 255));
  const columns = Array.from({ length: width }, (_, x) => between((x + 0.5) / width, map.width));
  const data = new Uint8Array(picture.data.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const { from, to, share } = between((y + 0.5) / height, map.height);
    const row = Array.from({ length: map.width }, (_, x) =>
      mix(map.values[from * map.width + x] ?? 0, map.values[to * map.width + x] ?? 0, share),
    );
    for (const column of columns) {
      const value = mix(row[column.from] ?? 0, row[column.to] ?? 0, column.share);
      const colour = colours[Math.round(255 * value)] ?? [];
      for (let channel = 0; channel < 3; channel++, at++) {
        data[at] = Math.round(mix(picture.data[at] ?? 0, colour[channel] ?? 0, OVERLAY_OPACITY));
      }
    }
  }
  return { data, width, height };
}

/** Writes the picture with its map as JPEG; "invalid-argument" where a file must not be replaced. */
export async function writeOverlay(
  explanation: Explanation,
  { file, replace = false }: NonNullable<ExplainRequest["overlay"]>,
): Promise<void> {
  if (!replace && existsSync(file)) {
    throw new UserError("invalid-argument", `${file} exists; it is replaced only with --force.`);
  }
  const bytes = await readFile(explanation.picture).catch((error: unknown) => {
    throw toUserError(error, explanation.picture);
  });
  const picture = await decodeFull(bytes);
  await writeFileAtomic(file, await encodeJpeg(drawOverlay(picture, explanation)));
}
