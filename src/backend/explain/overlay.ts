/** Draws a map over its picture. */
import { readFile } from "node:fs/promises";
import type { ExplainRequest, Explanation } from "../../protocol/explanation";
import { heatColours, type HeatMap, OVERLAY_OPACITY } from "../../protocol/heatMap";
import { decodeFull, encodeJpeg } from "../dataset/image";
import type { Pixels } from "../dataset/pixels";
import { assertReplaceable, toUserError, writeFileAtomic } from "../util/files";

/** The picture with the map over all of it. */
export function drawOverlay(picture: Pixels, map: HeatMap): Pixels {
  const colours = heatColours(map, picture);
  const data = picture.data.map((own, at) =>
    Math.round(own + ((colours[at] ?? 0) - own) * OVERLAY_OPACITY),
  );
  return { ...picture, data };
}

/** Writes the picture with its map as JPEG; "invalid-argument" where a file must not be replaced. */
export async function writeOverlay(
  explanation: Explanation,
  { file, replace }: NonNullable<ExplainRequest["overlay"]>,
): Promise<void> {
  assertReplaceable(file, replace);
  const bytes = await readFile(explanation.picture).catch((error: unknown) => {
    throw toUserError(error, explanation.picture);
  });
  const picture = await decodeFull(bytes);
  await writeFileAtomic(file, await encodeJpeg(drawOverlay(picture, explanation)));
}
