/** What a labelling rule is: from the list of files to the labels of pictures. */
import { posix } from "node:path";
import type { Finding, RuleOptions } from "../../../protocol/dataset";
import type { Listing } from "../listing";

/** What a rule says of one picture. */
export interface Labelled {
  /** Target name to class name, at least one. */
  readonly labels: Readonly<Record<string, string>>;
  /** A Pascal VOC file with the picture's box. */
  readonly boxFile?: string;
  /** The picture's trimap. */
  readonly mask?: string;
}

export interface Labelling {
  /** The options with what was left open filled in. */
  readonly rule: RuleOptions;
  /** By path; pictures that are neither here nor in a finding do not belong to the data set. */
  readonly pictures: ReadonlyMap<string, Labelled>;
  /** "no-label" and "missing-file". */
  readonly findings: readonly Finding[];
}

export type Rule = (listing: Listing, options: RuleOptions) => Labelling | Promise<Labelling>;

/** A name without its folder and extension. */
export function stem(path: string): string {
  return posix.parse(path).name;
}

/** A class name as written, but composed: macOS decomposes accents in the names of files. */
export function className(text: string): string {
  return text.trim().normalize("NFC");
}

/** The finding for a picture without a label; `why` is a clause. */
export function noLabel(path: string, why: string): Finding {
  return { kind: "no-label", path, message: `${path} has no label: ${why}.`, skipped: true };
}
