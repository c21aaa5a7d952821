/** The data card: what the network learned from and was tested on. */
import { SPLIT_NAMES } from "../../../protocol/dataset";
import type { ChannelStatistics } from "../../../protocol/dataset";
import type { TrainingBalance } from "../../../protocol/training";
import { type Fact, facts } from "../facts";
import { html, type Markup } from "../html";
import type { DataFacts, ReportMaterial } from "../material";
import { counted, grouped, lastPart, listed } from "../words";

const BALANCES: Readonly<Record<TrainingBalance, string>> = {
  none: "nothing was done about classes of unequal size",
  upsample: "generated pictures of the smaller classes were learned from, too",
  downsample: "training pictures of the larger classes were left out, at random by the seed",
  weights: "each picture's loss was weighed by how rare its class is",
};

function channels(values: ChannelStatistics["mean"]): string {
  return values.map((value) => value.toFixed(3)).join(", ");
}

/** What the scan found wrong, by kind, the commonest first. */
function findingsText({ summary: { findings } }: DataFacts): string {
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].sort(([, a], [, b]) => b - a);
  const skipped = findings.filter((finding) => finding.skipped).length;
  if (kinds.length === 0) return "none";
  const parts = kinds.map(([kind, count]) => `${kind}: ${grouped(count)}`);
  return `${parts.join(", ")}; ${counted(skipped, "file")} left out`;
}

function scanFacts({ summary, corrected }: DataFacts): Fact[] {
  const { rule, formats, sizes, generated, excluded, pictures } = summary;
  const { minWidth, minHeight, medianWidth, medianHeight, maxWidth, maxHeight } = sizes;
  const size =
    `${minWidth} \u00d7 ${minHeight} to ${maxWidth} \u00d7 ${maxHeight},` +
    ` median ${medianWidth} \u00d7 ${medianHeight}`;
  return [
    [
      "Pictures now",
      `${grouped(pictures)}${generated > 0 ? `, ${grouped(generated)} of them generated` : ""}`,
    ],
    [
      "Taken out by a person",
      excluded !== undefined && excluded > 0 && counted(excluded, "picture"),
    ],
    ["Labels by the rule", rule.kind],
    ["Labels corrected by a person", corrected > 0 && counted(corrected, "picture")],
    [
      "Formats",
      listed(Object.entries(formats).map(([name, count]) => `${name} ${grouped(count)}`)),
    ],
    ["Sizes in pixels", size],
  ];
}

function partsTable({ parts }: DataFacts, target: string): Markup {
  const rows = parts.map(({ name, counts }) => {
    const cells = SPLIT_NAMES.map(
      (split) => html`<td class="number">${grouped(counts[split])}</td>`,
    );
    return html`<tr>
      <th scope="row">${name}</th>
      ${cells}
    </tr>`;
  });
  return html`<table>
    <caption>
      Pictures of each ${target} in each part
    </caption>
    <thead>
      <tr>
        <th scope="col">Class</th>
        <th scope="col" class="number">Training</th>
        <th scope="col" class="number">Validation</th>
        <th scope="col" class="number">Test</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function changedText({ changed }: DataFacts): string {
  return changed === 0
    ? "All of the run's pictures are there, unchanged since it was trained."
    : `${counted(changed, "picture")} of the run's are gone or were changed since it was trained.`;
}

/** Counts, parts, balance, findings and statistics. */
export function dataCard({ run, data, target }: ReportMaterial): Markup {
  const { split, statistics, normalisedBy, fingerprint, config } = run;
  const { train, validation, test } = split.counts;
  const balance = config.balance ?? "none";
  return html`<section aria-labelledby="data">
    <h2 id="data">Data card</h2>
    ${facts([
      ["Data set", lastPart(run.dataset)],
      [
        "Split",
        `${grouped(train)} training, ${grouped(validation)} validation, ${grouped(test)} test pictures; stratified by ${config.target}, seed ${split.seed}`,
      ],
      [
        "Kept together",
        `${counted(split.groupsKeptTogether, "group")} of duplicates, near duplicates and generated pictures with their source`,
      ],
      [
        "Copies across parts",
        split.leaked !== undefined &&
          split.leaked > 0 &&
          `${counted(split.leaked, "picture")} of validation and test have a copy in training`,
      ],
      [
        "Balance",
        `${balance}: ${BALANCES[balance]}${split.leftOut ? ` (${counted(split.leftOut, "picture")})` : ""}`,
      ],
      ...(data ? scanFacts(data) : []),
      ["Findings of the scan", data ? findingsText(data) : undefined],
      [
        "Mean of red, green, blue",
        `${channels(statistics.mean)} over ${counted(statistics.pictures, "training picture")}`,
      ],
      ["Standard deviation", channels(statistics.std)],
      [
        "Normalised by",
        normalisedBy &&
          `mean ${channels(normalisedBy.mean)}, deviation ${channels(normalisedBy.std)}`,
      ],
      ["Fingerprint of paths, files and labels", html`<code>${fingerprint}</code>`],
    ])}
    <p>
      ${data ? changedText(data) : "The data set was not there any more when this report was written, so that its classes are not counted here."}
    </p>
    ${data !== null && partsTable(data, target)}
  </section>`;
}
