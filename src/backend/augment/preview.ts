/** Shows what balancing or training's augmentation does to given pictures, as small files. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type {
  AugmentConfig,
  PreviewRequest,
  PreviewResult,
  PreviewVariant,
} from "../../protocol/augment";
import { UserError } from "../../protocol/errors";
import { decodeFull, decodeSquare, decodingReason, encodeJpeg } from "../dataset/image";
import type { Pixels } from "../dataset/pixels";
import { pupilFolder } from "../dataset/store";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { resolveInside, toUserError, writeFileAtomic } from "../util/files";
import { Random } from "../util/random";
import { chooseManipulations, manipulateAll } from "./manipulations";
import { BatchAugmenter } from "./training/batchAugmenter";
import { parseAugmentConfig } from "./training/config";

const DEFAULTS = { count: 4, seed: 27, size: 160 };
const MOST_VARIANTS = 64;

/** Older files than this many are removed: nobody looks at them any more. */
const FILES_KEPT = 256;

async function decoded<T>(file: string, decode: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw toUserError(error, file);
  });
  return await decode(bytes).catch((error: unknown) => {
    const message = `${file} is not a readable picture: ${decodingReason(error)}.`;
    throw new UserError("unreadable-picture", message, { cause: error });
  });
}

/** Writes a variant under a name made of its bytes: another roll is another address. */
async function save(directory: string, pixels: Pixels): Promise<string> {
  const bytes = await encodeJpeg(pixels);
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  const file = join(pupilFolder(directory), "preview", `${name}.jpg`);
  await writeFileAtomic(file, bytes);
  return file;
}

async function removeOld(directory: string): Promise<void> {
  const folder = join(pupilFolder(directory), "preview");
  const files = await Promise.all(
    (await readdir(folder).catch(() => [])).map(async (name) => {
      const file = join(folder, name);
      return { file, modifiedMs: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const old = files.sort((a, b) => b.modifiedMs - a.modifiedMs).slice(FILES_KEPT);
  for (const { file } of old) await rm(file, { force: true });
}

/** The request with its defaults, and the pictures' absolute paths. */
type Work = Required<Omit<PreviewRequest, "config">> & { readonly files: readonly string[] };

/** Variants of each picture by the five manipulations of balancing. */
async function previewManipulations(work: Work, context: TaskContext) {
  const result: PreviewVariant[][] = [];
  for (const [index, file] of work.files.entries()) {
    const source = await decoded(file, decodeFull);
    const variants: PreviewVariant[] = [];
    for (let variant = 0; variant < work.count; variant++) {
      throwIfCancelled(context.signal);
      const random = Random.of(work.seed, "preview", work.paths[index] ?? "", variant);
      const manipulations = chooseManipulations(random);
      const pixels = manipulateAll(source, manipulations, random.bits());
      variants.push({ file: await save(work.directory, pixels), manipulations });
    }
    result.push(variants);
  }
  return result;
}

/** Variants of all pictures as a batch of training would have them, one epoch each. */
async function previewTraining(work: Work, config: AugmentConfig, context: TaskContext) {
  const { size, seed, directory } = work;
  const sources = await Promise.all(
    work.files.map((file) => decoded(file, (bytes) => decodeSquare(bytes, size))),
  );
  const augmenter = new BatchAugmenter(config, { size, seed });
  const length = size * size * 3;
  const result: PreviewVariant[][] = sources.map(() => []);
  for (let epoch = 1; epoch <= work.count; epoch++) {
    throwIfCancelled(context.signal);
    const pixels = Buffer.concat(sources);
    augmenter.apply({ pixels, pictures: sources.map((_, index) => index), epoch });
    for (const [index, variants] of result.entries()) {
      const data = pixels.subarray(index * length, (index + 1) * length);
      variants.push({ file: await save(directory, { data, width: size, height: size }) });
    }
  }
  return result;
}

/** Makes variants of pictures under DIR/.pupil/preview; the same request gives the same files. */
export async function previewAugmentation(
  request: PreviewRequest,
  context: TaskContext,
): Promise<PreviewResult> {
  const { directory, paths } = request;
  const files = paths.map((path) => resolveInside(directory, path));
  const { count = DEFAULTS.count, seed = DEFAULTS.seed, size = DEFAULTS.size } = request;
  const work: Work = { directory, paths, files, count, seed, size };
  const whole = Number.isSafeInteger(work.count) && Number.isSafeInteger(work.size);
  if (!whole || work.count < 1 || work.count * paths.length > MOST_VARIANTS || work.size < 1) {
    const message = `A preview shows 1 to ${MOST_VARIANTS} pictures of at least one pixel.`;
    throw new UserError("invalid-argument", message);
  }
  const variants =
    request.config === undefined
      ? await previewManipulations(work, context)
      : await previewTraining(work, parseAugmentConfig(request.config), context);
  await removeOld(directory);
  return {
    pictures: paths.map((path, index) => ({ path, variants: variants[index] ?? [] })),
  };
}
