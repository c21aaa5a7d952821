/** Pages through the samples of a data set. */
import type { Sample, SamplesPage, SamplesRequest } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { splitSamples } from "./split";
import type { Dataset, MeasuredSample } from "./store";

const DEFAULT_LIMIT = 200;

/** A sample as the protocol knows it. */
function publicSample({ channels: _channels, ...sample }: MeasuredSample): Sample {
  return sample;
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UserError("invalid-argument", `${name} must be a whole number of at least 0.`);
}

/** The samples that fit the request, in the order of their paths. */
export function pageSamples(dataset: Dataset, request: SamplesRequest): SamplesPage {
  const { labels = {}, split } = request;
  const text = (request.text ?? "").toLowerCase();
  const offset = whole("offset", request.offset ?? 0);
  const limit = whole("limit", request.limit ?? DEFAULT_LIMIT);
  const wanted = Object.entries(labels);
  const inSplit =
    split && new Set(splitSamples(dataset.samples, split.target, split.seed)[split.name]);
  const fitting = dataset.samples.filter(
    (sample, index) =>
      (inSplit?.has(index) ?? true) &&
      sample.path.toLowerCase().includes(text) &&
      wanted.every(([target, name]) => sample.labels[target] === name),
  );
  const page = fitting.slice(offset, offset + limit);
  return { total: fitting.length, offset, samples: page.map(publicSample) };
}
