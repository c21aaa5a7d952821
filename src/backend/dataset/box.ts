/** Reads the first object's box from a Pascal VOC annotation. */
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import type { Box } from "../../protocol/dataset";

const parser = new XMLParser({ ignoreAttributes: true, processEntities: false });

const corners = z.object({
  xmin: z.coerce.number(),
  ymin: z.coerce.number(),
  xmax: z.coerce.number(),
  ymax: z.coerce.number(),
});
const object = z.object({ bndbox: corners });
const annotation = z.object({
  annotation: z.object({ object: z.union([object, z.array(object)]) }),
});

/**
 * The box, or undefined when the text is broken, has none or an empty one. VOC counts pixels from
 * 1 and includes both ends; a Box counts from 0 and excludes its end.
 */
export function parseBox(xml: string): Box | undefined {
  let tree: unknown;
  try {
    tree = parser.parse(xml);
  } catch {
    return undefined; // a broken annotation costs its box, not its picture
  }
  const parsed = annotation.safeParse(tree);
  if (!parsed.success) return undefined;
  const found = parsed.data.annotation.object;
  const bndbox = (Array.isArray(found) ? found[0] : found)?.bndbox;
  if (bndbox === undefined) return undefined;
  const box = {
    left: Math.max(0, bndbox.xmin - 1),
    top: Math.max(0, bndbox.ymin - 1),
    right: bndbox.xmax,
    bottom: bndbox.ymax,
  };
  return box.right > box.left && box.bottom > box.top ? box : undefined;
}
