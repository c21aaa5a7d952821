/** Pages through the samples of a data set. */
import type { Sample, SamplesPage, SamplesRequest } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { Dataset, MeasuredSample } from "./store";

const DEFAULT_LIMIT = 200;

/** A sample as the protocol knows it. */
export function publicSample({ channels: _channels, ...sample }: MeasuredSample): Sample {
  return sample;
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UserError("invalid-argument", `${name} must be a whole number of at least 0.`);
}

/**
 * The samples that fit the request, in the order of their paths; `part` are the paths of the part
 * of a split that it asks for.
 */
export function pageSamples(
  dataset: Dataset,
  request: SamplesRequest,
  part?: ReadonlySet<string>,
): SamplesPage {
  const { labels = {}, finding, generated } = request;
  const pool = request.excluded === true ? dataset.excluded : dataset.samples;
  const text = (request.text ?? "").toLowerCase();
  const offset = whole("offset", request.offset ?? 0);
  const limit = whole("limit", request.limit ?? DEFAULT_LIMIT);
  const wanted = Object.entries(labels);
  const found =
    finding && new Set(dataset.summary.findings.flatMap((f) => (f.kind === finding ? f.path : [])));
  const fitting = pool.filter(
    (sample) =>
      (part?.has(sample.path) ?? true) &&
      (found?.has(sample.path) ?? true) &&
      (generated === undefined || generated === (sample.generatedFrom !== undefined)) &&
      sample.path.toLowerCase().includes(text) &&
      wanted.every(([target, name]) => sample.labels[target] === name),
  );
  const page = fitting.slice(offset, offset + limit);
  return { total: fitting.length, offset, samples: page.map(publicSample) };
}
