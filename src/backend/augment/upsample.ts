/**
 * Makes the generated pictures of a data set be exactly those of a plan.
 *
 * New pictures are made out of sight, then the manifest names all of them, then they are moved to
 * their places: at every moment a generated file in the data set is in the manifest, so it can
 * neither be taken for a person's own nor escape cleaning. A call that was stopped anywhere is
 * finished by the next one.
 */
import { rename, rm } from "node:fs/promises";
import type { SkippedPicture } from "../../protocol/augment";
import {
  type GeneratedEntry,
  type Manifest,
  MANIFEST_VERSION,
  manifestFile,
  readManifest,
  saveManifest,
} from "../dataset/generated";
import { listFiles } from "../dataset/listing";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { resolveInside, toUserError } from "../util/files";
import type { PlannedPicture } from "./plan";
import { hashOf, removeGenerated } from "./remove";
import { stagedFile, stagePictures, stagingFolder } from "./stage";

/** What changed in the folder. */
export interface Upsampled {
  readonly made: number;
  readonly removed: number;
  readonly skipped: readonly SkippedPicture[];
}

/** What the manifest says besides its entries. */
export type ManifestHead = Pick<Manifest, "target" | "seed" | "notebookOrder">;

/** All that a picture's bytes depend on. */
function recipeOf({ source, sourceSha256, manipulations, seed }: PlannedPicture): string {
  return JSON.stringify([source, sourceSha256, manipulations, seed]);
}

/** Paths, in lower case, of all files of the folder that Pupil did not generate. */
export async function takenPaths(directory: string, signal: AbortSignal): Promise<Set<string>> {
  const { files } = await listFiles(directory, false, signal);
  const manifest = await readManifest(directory);
  const generated = new Set(manifest?.entries.map(({ path }) => path));
  const others = [...files.keys()].filter((path) => !generated.has(path));
  return new Set(others.map((path) => path.toLowerCase()));
}

/** How an earlier manifest compares with a plan and with what lies in the folder. */
interface Comparison {
  /** In their place already, or changed by a person: left alone. */
  readonly standing: ReadonlyMap<PlannedPicture, GeneratedEntry>;
  readonly obsolete: readonly GeneratedEntry[];
  readonly changed: readonly SkippedPicture[];
}

async function compare(
  directory: string,
  planned: readonly PlannedPicture[],
  manifest: Manifest | undefined,
): Promise<Comparison> {
  const wanted = new Map(planned.map((picture) => [picture.path, picture]));
  const standing = new Map<PlannedPicture, GeneratedEntry>();
  const obsolete: GeneratedEntry[] = [];
  const changed: SkippedPicture[] = [];
  for (const entry of manifest?.entries ?? []) {
    const picture = wanted.get(entry.path);
    if (picture === undefined || recipeOf(entry) !== recipeOf(picture)) {
      obsolete.push(entry);
      continue;
    }
    const hash = await hashOf(resolveInside(directory, entry.path));
    if (hash === undefined) continue; // to be made again
    standing.set(picture, entry);
    if (hash !== entry.sha256) {
      const message = `${entry.path} was changed since it was generated: kept as it is.`;
      changed.push({ path: entry.path, message });
    }
  }
  return { standing, obsolete, changed };
}

async function moveToPlaces(
  directory: string,
  entries: ReadonlyMap<PlannedPicture, GeneratedEntry>,
): Promise<void> {
  for (const picture of entries.keys()) {
    const file = resolveInside(directory, picture.path);
    await rename(stagedFile(directory, picture), file).catch((error: unknown) => {
      throw toUserError(error, file);
    });
  }
}

/** Brings the folder to the plan; pictures that are there already are not made again. */
export async function upsample(
  directory: string,
  plan: { readonly planned: readonly PlannedPicture[]; readonly head: ManifestHead },
  context: TaskContext,
): Promise<Upsampled> {
  const manifest = await readManifest(directory);
  const { standing, obsolete, changed } = await compare(directory, plan.planned, manifest);
  const missing = plan.planned.filter((picture) => !standing.has(picture));
  const { hashes, skipped } = await stagePictures(directory, missing, context);
  throwIfCancelled(context.signal); // after this it takes a moment, and is not stopped half-way

  const { removed, kept } = await removeGenerated(directory, obsolete);
  const inTheWay = new Set(kept);
  const made = new Map<PlannedPicture, GeneratedEntry>();
  for (const [picture, sha256] of hashes) {
    if (!inTheWay.has(picture.path)) made.set(picture, { ...picture, sha256 });
  }
  const entries = plan.planned.flatMap(
    (picture) => standing.get(picture) ?? made.get(picture) ?? [],
  );
  if (entries.length > 0) {
    const version = MANIFEST_VERSION;
    await saveManifest(directory, { version, ...plan.head, strategy: "upsample", entries });
    await moveToPlaces(directory, made);
  } else {
    await rm(manifestFile(directory), { force: true });
  }
  await rm(stagingFolder(directory), { recursive: true, force: true });
  const own = kept.map((path) => {
    const message = `${path} was changed since it was generated: it stays, as a person's own.`;
    return { path, message };
  });
  return {
    made: made.size,
    removed: removed.length,
    skipped: [...skipped, ...changed, ...own],
  };
}
