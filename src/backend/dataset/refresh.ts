/** The data set as its folder is now: scanned if it never was, looked through again for changes if it was. */
import { UserError } from "../../protocol/errors";
import type { TaskContext } from "../util/context";
import { scan } from "./scan";
import { type Dataset, loadDataset, readScan } from "./store";

/** How the last scan was asked for; defaults when there was none that can be read. */
async function lastRequest(directory: string) {
  try {
    const { summary } = await readScan(directory);
    return {
      rule: summary.rule,
      onlyJpg: summary.onlyJpg === true,
      statistics: summary.statistics !== undefined,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {};
  }
}

/**
 * Scans by the rule of the last scan, which reads only files that changed, and loads the result:
 * what is trained and tested on is what lies in the folder.
 */
export async function refreshDataset(directory: string, context: TaskContext): Promise<Dataset> {
  await scan({ directory, ...(await lastRequest(directory)) }, context);
  return await loadDataset(directory);
}
