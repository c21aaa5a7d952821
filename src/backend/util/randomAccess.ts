/** Opens files and reads parts of them; every failure is a sentence. */
import { type FileHandle, open } from "node:fs/promises";
import { toUserError } from "./files";

/** Opens the file for reading while `use` runs; system errors of either become UserErrors about the path. */
export async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path).catch((error: unknown) => {
    throw toUserError(error, path);
  });
  try {
    return await use(file);
  } catch (error) {
    throw toUserError(error, path);
  } finally {
    await file.close();
  }
}

/** Fills the bytes from the file at that place; whether the file was long enough. */
export async function readExactly(
  file: FileHandle,
  into: Uint8Array,
  at: number,
): Promise<boolean> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}
