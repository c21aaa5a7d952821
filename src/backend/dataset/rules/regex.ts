/** Labels from a regular expression over paths: each named group is a target. */
import type { Finding } from "../../../protocol/dataset";
import { UserError } from "../../../protocol/errors";
import { className, type Labelled, noLabel, type Rule } from "./rule";

function compile(pattern: string | undefined): RegExp {
  if (pattern === undefined || pattern === "") {
    throw new UserError("invalid-argument", "The rule regex needs a pattern.");
  }
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "u");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("invalid-argument", `The pattern is not valid: ${reason}.`, {
      cause: error,
    });
  }
  // A pattern that may also match nothing shows its groups' names.
  const groups = new RegExp(`${pattern}|`, "u").exec("")?.groups;
  if (groups === undefined) {
    throw new UserError(
      "invalid-argument",
      `The pattern ${pattern} has no named group, such as (?<class>[^/]+)/: each one is a label.`,
    );
  }
  return expression;
}

/** Tried on the path relative to the data set; groups that match nothing give no label. */
export const regex: Rule = (listing, options) => {
  const expression = compile(options.pattern);
  const pictures = new Map<string, Labelled>();
  const findings: Finding[] = [];
  for (const path of listing.pictures) {
    // The type says that every group is there; one in a branch not taken is undefined.
    const groups: Record<string, string | undefined> = expression.exec(path)?.groups ?? {};
    const labels = Object.entries(groups)
      .map(([target, text]) => [target, className(text ?? "")])
      .filter(([, name]) => name !== "");
    if (labels.length === 0) findings.push(noLabel(path, "the pattern does not match its path"));
    else pictures.set(path, { labels: Object.fromEntries(labels) as Record<string, string> });
  }
  return { rule: { kind: "regex", pattern: options.pattern }, pictures, findings };
};
