// What tells whether compiled kernels are of their sources: for the script that compiles them, and the test.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";

/** SHA-256 of a file, or of all files of a folder in the order of their names; line ends do not count. */
export function sourceDigest(path: string): string {
  const isFile = statSync(path).isFile();
  const files = isFile ? [path] : readdirSync(path).map((name) => `${path}/${name}`);
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    hash.update(readFileSync(file, "utf8").replaceAll("\r\n", "\n"));
  }
  return hash.digest("hex");
}
