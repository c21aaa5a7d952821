/** Writes an export's folder whole or not at all. */
import { mkdir, open, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../protocol/errors";
import { systemCode, temporaryName, toUserError } from "../util/files";

/** What a file holds. */
export type Content = string | Uint8Array | Iterable<Uint8Array>;

/** The names that exports consist of: what may be replaced. */
const EXPORTED = /^(model\.(onnx|safetensors|json)|group1-shard\d+of\d+\.bin|classify\.(mjs|py))$/;

/** The names in a folder; undefined when there is none. */
async function namesIn(directory: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    if (systemCode(error) !== "ENOTDIR") throw toUserError(error, directory);
    throw new UserError("invalid-argument", `${directory} is a file: an export is a folder.`);
  }
}

async function writeDurably(path: string, content: Content): Promise<void> {
  const file = await open(path, "wx");
  try {
    await writeFile(file, content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the new folder in the place of the old one, which comes back when that fails. */
async function swap(staged: string, directory: string): Promise<void> {
  const aside = temporaryName(directory);
  await rename(directory, aside);
  try {
    await rename(staged, directory);
  } catch (error) {
    await rename(aside, directory);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** Throws "invalid-argument" when the folder must not be written; gives the names in it. */
export async function checkFolder(
  directory: string,
  replace: boolean,
): Promise<readonly string[] | undefined> {
  const names = await namesIn(directory);
  if (names === undefined || names.length === 0) return names;
  const foreign = names.find((name) => !EXPORTED.test(name));
  if (foreign !== undefined) {
    const message = `${directory} has other files in it, such as ${foreign}: name a new folder.`;
    throw new UserError("invalid-argument", message);
  }
  if (replace) return names;
  const message = `${directory} has an export in it, which is replaced only with --force.`;
  throw new UserError("invalid-argument", message);
}

/** Makes the folder with these files, in place of an earlier export if `replace` says so. */
export async function writeFolder(
  directory: string,
  files: ReadonlyMap<string, Content>,
  replace: boolean,
): Promise<void> {
  const names = await checkFolder(directory, replace);
  const staged = temporaryName(directory);
  try {
    await mkdir(dirname(directory), { recursive: true });
    await mkdir(staged);
    for (const [name, content] of files) await writeDurably(join(staged, name), content);
    if (names !== undefined && names.length > 0) {
      await swap(staged, directory);
    } else {
      if (names !== undefined) await rmdir(directory); // not every system renames to a folder that is there
      await rename(staged, directory);
    }
  } catch (error) {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined);
    throw toUserError(error, directory);
  }
}
