// A small data set of two species that are not level, and a look at all its bytes.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest } from "../../../src/backend/dataset/generated";
import { jpeg, writeFiles } from "../dataset/support";

export const CATS = 9;
export const DOGS = 20;

/** 9 cats of two breeds and 20 dogs of two breeds, in the Oxford-IIIT layout. */
export async function writePets(folder: string): Promise<void> {
  for (let i = 1; i <= CATS; i++) {
    const breed = i % 3 === 0 ? "Birman" : "Bengal";
    writeFiles(folder, { [`images/${breed}_${i}.jpg`]: await jpeg(i) });
  }
  for (let i = 1; i <= DOGS; i++) {
    const breed = i % 2 === 0 ? "pug" : "beagle";
    writeFiles(folder, { [`images/${breed}_${i}.jpg`]: await jpeg(100 + i) });
  }
}

/** SHA-256 of every file that is not hidden, by path. */
export function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes(".pupil")) continue;
    const name = path.slice(folder.length + 1);
    files[name] = createHash("sha256").update(readFileSync(path)).digest("hex");
  }
  return files;
}

/** Whether manifest and files agree: each listed file is there with its hash, and no other is named so. */
export async function agrees(folder: string): Promise<boolean> {
  const entries = (await readManifest(folder))?.entries ?? [];
  const generated = Object.entries(filesOf(folder)).filter(([path]) =>
    /generated\d+\.jpg$/.test(path),
  );
  const listed = entries.map(({ path, sha256 }) => [path, sha256]);
  return JSON.stringify(listed.sort()) === JSON.stringify(generated.sort());
}
