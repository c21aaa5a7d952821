/** Labels from a regular expression over paths: each named group is a target. */
import type { Finding } from "../../../protocol/dataset";
import { matchPaths } from "./match";
import { className, type Labelled, noLabel, type Rule } from "./rule";

/** Tried on the path relative to the data set; groups that match nothing give no label. */
export const regex: Rule = async (listing, options) => {
  const pictures = new Map<string, Labelled>();
  const findings: Finding[] = [];
  const matches = await matchPaths(options.pattern, listing.pictures);
  for (const [index, path] of listing.pictures.entries()) {
    const labels = Object.entries(matches[index] ?? {})
      .map(([target, text]) => [target, className(text ?? "")])
      .filter(([, name]) => name !== "");
    if (labels.length === 0) findings.push(noLabel(path, "the pattern does not match its path"));
    else pictures.set(path, { labels: Object.fromEntries(labels) as Record<string, string> });
  }
  return { rule: { kind: "regex", pattern: options.pattern }, pictures, findings };
};
