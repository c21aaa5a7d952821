/** Looks through a folder of pictures: what is in it, what is wrong with it, what its labels are. */
import type { DatasetSummary, ScanRequest } from "../../protocol/dataset";
import type { TaskContext } from "../util/context";

/** Scans a folder, reading only files that changed since the last scan, and saves what it found. */
export function scan(_request: ScanRequest, _context: TaskContext): Promise<DatasetSummary> {
  throw new Error("not yet");
}
