/** Pages through the samples of a data set. */
import type { SamplesPage, SamplesRequest } from "../../protocol/dataset";
import type { Dataset } from "./store";

/** The samples that fit the request, in the order of their paths. */
export function pageSamples(_dataset: Dataset, _request: SamplesRequest): SamplesPage {
  throw new Error("not yet");
}
