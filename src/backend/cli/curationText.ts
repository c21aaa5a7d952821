/** Looking after a data set as text: copies, outliers, what was excluded, a rule's preview, a download. */
import type { DuplicateGroup, OutlierReport, RulePreview } from "../../protocol/curation";
import type { DatasetSummary } from "../../protocol/dataset";
import type { DownloadSummary } from "../../protocol/download";
import { columns, counted, grouped, table } from "./table";

/** Groups of copies, one a block. */
export function copiesText(groups: readonly DuplicateGroup[]): string {
  if (groups.length === 0) return "No copies: every picture is unlike the others.";
  const blocks = groups.map(({ kind, samples }) => {
    const rows = samples.map(({ path, width, height, bytes, excluded }) => {
      const size = `${width} x ${height}, ${grouped(bytes)} bytes`;
      return `  ${path}  ${size}${excluded === true ? ", excluded" : ""}`;
    });
    return [kind === "duplicate" ? "equal to the byte:" : "look the same:", ...rows].join("\n");
  });
  return [
    `${counted(groups.length, "group")} of copies, kept together in every split`,
    ...blocks,
  ].join("\n");
}

/** The odd ones, and what is usual. */
export function outliersText({ area, aspect, outliers }: OutlierReport): string {
  const megapixels = (value: number) => (value / 1e6).toFixed(3);
  const usual =
    `Usual: ${megapixels(area.min)} to ${megapixels(area.max)} megapixels,` +
    ` width / height ${aspect.min.toFixed(2)} to ${aspect.max.toFixed(2)}`;
  if (outliers.length === 0) return `No outliers.\n${usual}`;
  const rows = outliers.map(({ sample, kinds }) => [
    sample.path,
    kinds.join(", "),
    sample.width,
    sample.height,
    (sample.width / sample.height).toFixed(2),
  ]);
  return [
    `${counted(outliers.length, "outlier")}, the oddest first`,
    table(columns("Picture", "Is", ">Width", ">Height", ">W / H"), rows),
    usual,
  ].join("\n");
}

/** What the data set is after pictures were taken out or back in. */
export function excludedText({ pictures, excluded = 0, name }: DatasetSummary): string {
  return `${name}: ${counted(pictures, "picture")} used, ${grouped(excluded)} excluded.`;
}

/** What a rule would match. */
export function rulePreviewText(preview: RulePreview): string {
  const { error, matched, unmatched, matches, misses, targets } = preview;
  if (error !== undefined) return error;
  const labels = [...new Set(matches.flatMap((match) => Object.keys(match.labels)))];
  const rows = matches.map((match) => [
    match.path,
    ...labels.map((name) => match.labels[name] ?? ""),
  ]);
  const classes = targets.map(({ target, classes }) => {
    const counts = classes.map(({ name, count }) => `${name} ${grouped(count)}`).join(", ");
    return `${target}: ${counts}`;
  });
  return [
    `The rule matches ${counted(matched, "picture")}, ${grouped(unmatched)} not.`,
    ...classes,
    ...(rows.length > 0 ? [table(columns("Picture", ...labels), rows)] : []),
    ...(misses.length > 0 ? ["Not matched:", ...misses.map((path) => `  ${path}`)] : []),
  ].join("\n");
}

/** What was fetched. */
export function downloadText({
  directory,
  bytesFetched,
  files,
  kept,
  seconds,
}: DownloadSummary): string {
  return [
    `Fetched ${(bytesFetched / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s,` +
      ` unpacked ${counted(files, "file")}: ${directory}`,
    ...kept.map((path) => `  ${path} was there with other contents: it stays.`),
    `Next: pupil scan ${directory}`,
  ].join("\n");
}
