/** The labelling rules by name, and the guess which one a folder follows. */
import type { RuleKind, RuleOptions } from "../../../protocol/dataset";
import { UserError } from "../../../protocol/errors";
import type { Listing } from "../listing";
import { csv, firstTable, pathColumn, readTable } from "./csv";
import { folderPerClass } from "./folderPerClass";
import { breedOf, candidates, oxfordPet, speciesOf } from "./oxfordPet";
import { regex } from "./regex";
import { type Labelling, type Rule, stem } from "./rule";

export type { Labelled, Labelling, Rule } from "./rule";

const RULES: Readonly<Record<RuleKind, Rule>> = {
  "oxford-pet": oxfordPet,
  "folder-per-class": folderPerClass,
  csv,
  regex,
};

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Most names are Breed_123, and the layout, or names of both cases in one folder, agree. */
function looksLikeOxfordPet(listing: Listing): boolean {
  const paths = candidates(listing);
  const breeds = paths.map((path) => breedOf(stem(path))).filter((breed) => breed !== undefined);
  if (breeds.length * 2 <= paths.length) return false;
  if (listing.files.has("annotations/list.txt")) return true;
  if (paths.every((path) => path.startsWith("images/") && folderOf(path) === "images")) return true;
  return new Set(breeds.map(speciesOf)).size === 2 && new Set(paths.map(folderOf)).size === 1;
}

async function looksLikeTable(listing: Listing): Promise<boolean> {
  const file = firstTable(listing);
  if (file === undefined) return false;
  const table = await readTable(listing, file).catch(() => undefined);
  return table !== undefined && table.columns.length >= 2 && pathColumn(table.columns) >= 0;
}

/** The rule that a folder seems to follow; "rule-mismatch" when none does. */
async function guessRule(listing: Listing): Promise<RuleOptions> {
  if (looksLikeOxfordPet(listing)) return { kind: "oxford-pet" };
  if (await looksLikeTable(listing)) return { kind: "csv" };
  if (new Set(listing.pictures.map(folderOf)).size >= 2) return { kind: "folder-per-class" };
  throw new UserError(
    "rule-mismatch",
    `How the ${listing.pictures.length} pictures of ${listing.directory} are labelled is not` +
      " clear: sort them into one folder a class, add a .csv with the columns path and class, or name" +
      " a rule (oxford-pet, folder-per-class, csv, regex).",
  );
}

/** Labels pictures by a rule, guessed when not given; "rule-mismatch" when none gets a label. */
export async function labelPictures(listing: Listing, rule?: RuleOptions): Promise<Labelling> {
  const options = rule ?? (await guessRule(listing));
  const labelling = await RULES[options.kind](listing, options);
  if (labelling.pictures.size > 0) return labelling;
  const first = labelling.findings[0]?.message ?? "";
  throw new UserError(
    "rule-mismatch",
    `The rule ${options.kind} labels no picture of ${listing.directory}. ${first}`.trim(),
  );
}
