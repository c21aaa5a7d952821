/** Draws the embedded data set: cartoon pets in the layout of Oxford-IIIT Pet. */
import { join } from "node:path";
import type { DrawRequest, DrawSummary } from "../../../protocol/dataset";
import { UserError } from "../../../protocol/errors";
import { coreCount, forEachConcurrently } from "../../util/concurrency";
import { throwIfCancelled, type TaskContext } from "../../util/context";
import { ProgressMeter } from "../../util/progress";
import { headXml, listFiles } from "./annotations";
import { planBlemishes, type BlemishFile } from "./blemishes";
import { claimFolder, putFile } from "./claim";
import { paint } from "./paint";
import { nameOf, planPictures, type PlannedPicture } from "./plan";
import { encodeJpeg, encodePng, renderMask } from "./render";
import { trimapOf } from "./trimap";

const DEFAULTS = { images: 1200, seed: 27, blemishes: false };

/** Blemishes are numbered after this, out of the way of the pictures. */
const LAST_NUMBER = 900;

async function drawOne(directory: string, seed: number, item: PlannedPicture): Promise<void> {
  const { breed, index } = item;
  const name = nameOf(breed, index);
  const annotations = join(directory, "annotations");
  const { picture, pixels, quality } = await paint(seed, breed, index);
  const trimap = trimapOf(await renderMask(picture.mask));
  await putFile(join(directory, "images", `${name}.jpg`), await encodeJpeg(pixels, quality));
  await putFile(join(annotations, "trimaps", `${name}.png`), await encodePng(trimap));
  await putFile(join(annotations, "xmls", `${name}.xml`), headXml(name, breed.species, picture));
}

/**
 * Draws the sample data set. The same request gives the same bytes; one that was stopped is
 * completed by calling again. The lists under annotations/ come last and leave out the blemishes.
 */
export async function drawSample(request: DrawRequest, context: TaskContext): Promise<DrawSummary> {
  const startedAt = performance.now();
  const { directory } = request;
  const images = request.images ?? DEFAULTS.images;
  const seed = request.seed ?? DEFAULTS.seed;
  const blemishes = request.blemishes ?? DEFAULTS.blemishes;
  if (!Number.isSafeInteger(seed)) {
    throw new UserError("invalid-argument", "The seed must be a whole number.");
  }
  const plan = planPictures(images);
  throwIfCancelled(context.signal);
  await claimFolder(directory, { version: 1, images, seed, blemishes });

  const folder = join(directory, "images");
  const last = Math.max(LAST_NUMBER, ...plan.map(({ of }) => of));
  const extra: BlemishFile[] = blemishes ? planBlemishes(seed, last + 1, folder) : [];
  const meter = new ProgressMeter("draw", plan.length + extra.length, "pictures", context.progress);
  // One more than there are cores: while a picture is encoded, the next is being described.
  const options = { concurrency: coreCount() + 1, signal: context.signal };
  await forEachConcurrently(
    plan,
    async (item) => {
      await drawOne(directory, seed, item);
      meter.tick();
    },
    options,
  );
  await forEachConcurrently(
    extra,
    async ({ name, make }) => {
      await putFile(join(folder, name), await make());
      meter.tick();
    },
    options,
  );
  for (const [name, content] of Object.entries(listFiles(plan))) {
    await putFile(join(directory, "annotations", name), content);
  }
  return {
    directory,
    pictures: plan.length,
    blemishes: extra.map(({ description }) => description),
    seconds: (performance.now() - startedAt) / 1000,
  };
}
