/** Makes sure that a folder may be drawn into: new, empty, or drawn before in the same way. */
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../../protocol/errors";
import {
  readJson,
  systemCode,
  temporaryName,
  toUserError,
  writeJsonAtomic,
} from "../../util/files";

/** Hidden, and written before the first picture, so that a drawing that was stopped is known. */
export const MARKER = ".cartoon-pets.json";

const Settings = z.object({
  version: z.literal(1),
  images: z.number(),
  seed: z.number(),
  blemishes: z.boolean(),
});

/** What decides every byte of a drawing. */
export type DrawSettings = z.infer<typeof Settings>;

async function listMaking(directory: string): Promise<string[]> {
  try {
    await mkdir(directory, { recursive: true });
    return await readdir(directory);
  } catch (error) {
    if (["EEXIST", "ENOTDIR"].includes(systemCode(error) ?? "")) {
      throw new UserError("invalid-argument", `${directory} is a file, not a folder to draw into.`);
    }
    throw toUserError(error, directory);
  }
}

/** Takes the folder for a drawing with these settings and makes its folders, or says why not. */
export async function claimFolder(directory: string, settings: DrawSettings): Promise<void> {
  const entries = await listMaking(directory);
  const marker = join(directory, MARKER);
  if (entries.includes(MARKER)) {
    const before = await readJson(marker, Settings);
    if (JSON.stringify(before) !== JSON.stringify(Settings.parse(settings))) {
      throw new UserError(
        "invalid-argument",
        `${directory} already holds ${before.images} pictures drawn with seed ${before.seed}` +
          `${before.blemishes ? " and blemishes" : ""}: choose another folder, or remove it first.`,
      );
    }
  } else if (entries.some((name) => !name.startsWith("."))) {
    throw new UserError(
      "invalid-argument",
      `${directory} is not empty: choose a new or an empty folder to draw into.`,
    );
  } else {
    await writeJsonAtomic(marker, settings);
  }
  for (const folder of ["images", "annotations/xmls", "annotations/trimaps"]) {
    await listMaking(join(directory, folder));
  }
}

/**
 * Writes a file whole or not at all. Unlike `writeFileAtomic` it does not wait for the disk a
 * file, which would cost more than the drawing: what a power failure takes can be drawn again.
 */
export async function putFile(path: string, data: Buffer | string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFile(temporary, data, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toUserError(error, path);
  }
}
