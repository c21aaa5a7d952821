/** Takes all that balancing did to a data set back. */
import { rm } from "node:fs/promises";
import type { CleanReport, CleanRequest } from "../../protocol/augment";
import { manifestFile, readManifest } from "../dataset/generated";
import { refreshDataset } from "../dataset/refresh";
import type { TaskContext } from "../util/context";
import { removeGenerated } from "./remove";
import { stagingFolder } from "./stage";
import { balanceFile, readBalance } from "./strategies";

/**
 * Removes exactly the files that the manifest lists, then the manifest: a file called generated-art
 * that is not in it is a person's own, and one that was changed since has become so. Also forgets
 * a choice of another strategy, and what an interrupted call left.
 */
export async function clean(request: CleanRequest, context: TaskContext): Promise<CleanReport> {
  const { directory } = request;
  const manifest = await readManifest(directory);
  const choice = await readBalance(directory);
  await rm(stagingFolder(directory), { recursive: true, force: true });
  await rm(balanceFile(directory), { force: true });
  if (manifest === undefined) {
    const summary = choice && (await refreshDataset(directory, context)).summary;
    return { removed: 0, kept: [], missing: [], summary: summary ?? null };
  }
  const { removed, kept, missing } = await removeGenerated(directory, manifest.entries);
  await rm(manifestFile(directory), { force: true });
  const { summary } = await refreshDataset(directory, context);
  return { removed: removed.length, kept, missing, summary };
}
