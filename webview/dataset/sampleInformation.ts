/** All that is known of one sample, for the dialog. */
import * as l10n from "@vscode/l10n";
import type { ShownSample } from "../../src/protocol/dashboard";
import { SPLIT_NAMES, type SplitReport } from "../../src/protocol/dataset";
import { element, type Child } from "../lib/dom";
import * as format from "../lib/format";
import { call, sentenceOf } from "../lib/host";
import type { PictureInformation } from "../lib/pictureDetails";
import { splitLabel } from "./splits";

type Fact = readonly [string, Child];

/** Which part of the split a picture is in: the host is asked for the picture in each part. */
async function partOf(path: string, { target, seed }: SplitReport): Promise<string> {
  const found = await Promise.all(
    SPLIT_NAMES.map(async (name) => {
      const page = await call("samples", { split: { name, target, seed }, text: path, limit: 10 });
      return page.samples.some((sample) => sample.path === path) ? splitLabel(name) : "";
    }),
  );
  return found.find((name) => name !== "") ?? "–";
}

/** Text that arrives while the dialog is open. */
function splitFact(path: string, report: SplitReport): Fact {
  const value = element("span", {}, "…");
  partOf(path, report).then(
    (part) => {
      value.textContent = part;
    },
    (error: unknown) => {
      value.textContent = sentenceOf(error);
    },
  );
  return [l10n.t("Split for {0}", report.target), value];
}

export function sampleInformation(
  sample: ShownSample,
  splits: Readonly<Record<string, SplitReport>>,
): PictureInformation {
  const { path, box, generatedFrom } = sample;
  const facts: Fact[] = [
    ...Object.entries(sample.labels),
    [l10n.t("Size"), `${sample.width} × ${sample.height} px`],
    [l10n.t("Format"), `${sample.format}, ${format.bytes(sample.bytes)}`],
    [l10n.t("Path"), path],
    [l10n.t("Group"), String(sample.group)],
    ...Object.values(splits).map((report) => splitFact(path, report)),
  ];
  if (generatedFrom !== undefined) facts.push([l10n.t("Generated from"), generatedFrom]);
  if (box) {
    const corners = `${box.left}, ${box.top} – ${box.right}, ${box.bottom}`;
    facts.push([l10n.t("Head box"), corners]);
  }
  const hash = element("code", { attributes: { title: sample.hash } }, sample.hash.slice(0, 12));
  facts.push(["SHA-256", hash]);
  return { path, source: sample.source, facts };
}
