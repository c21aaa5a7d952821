/** Words of fetching a published data set. */

/** Data sets that Pupil knows the addresses and checksums of. */
export type PublishedDataset = "oxford-iiit-pet";
export const PUBLISHED_DATASETS: readonly PublishedDataset[] = ["oxford-iiit-pet"];

export interface DownloadRequest {
  readonly dataset: PublishedDataset;
  /** Made when missing. */
  readonly directory: string;
}

export interface DownloadSummary {
  readonly directory: string;
  /** Bytes that came over the network in this call. */
  readonly bytesFetched: number;
  /** Files unpacked by this call. */
  readonly files: number;
  /** Files that were there before with other contents: they were left as they are. */
  readonly kept: readonly string[];
  readonly seconds: number;
}
