/** Draws a map over its picture. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { UserError } from "../../protocol/errors";
import type { ExplainRequest, Explanation } from "../../protocol/explanation";
import { heatColours, type HeatMap, OVERLAY_OPACITY } from "../../protocol/heatMap";
import { decodeFull, encodeJpeg, type Pixels } from "../dataset/image";
import { toUserError, writeFileAtomic } from "../util/files";

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
