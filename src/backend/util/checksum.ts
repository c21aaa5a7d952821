/** Checksums of files, read piece by piece. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { throwIfCancelled } from "./context";
import { toUserError } from "./files";

/** The file's checksum in hexadecimal; throws "not-found" and the like. */
export async function checksumOf(
  path: string,
  algorithm: "md5" | "sha256",
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm);
  try {
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Uint8Array);
  } catch (error) {
    throwIfCancelled(signal);
    throw toUserError(error, path);
  }
  return hash.digest("hex");
}
