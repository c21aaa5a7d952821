// Collects the strings of the extension and the dashboards into l10n/bundle.l10n.json, and says what lacks a translation.
// usage: npm run l10n [-- --check]   --check writes nothing, and fails when there is something to do
import { getL10nJson } from "@vscode/l10n-dev";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { AUGMENTATION_TITLES } from "../src/protocol/augment.ts";
import { STAGE_TITLES } from "../src/protocol/progress.ts";
import { BALANCE_TITLES } from "../src/protocol/training.ts";

const bundle = "l10n/bundle.l10n.json";
const translations = readdirSync("l10n").filter((name) => /^bundle\.l10n\.\w+\.json$/.test(name));

/** Words that both say, each with the l10n of its own. */
const shared = [STAGE_TITLES, AUGMENTATION_TITLES, BALANCE_TITLES].flatMap(Object.values);

/** Every string that src/extension and webview pass to l10n.t, and the words that they share, in alphabetical order. */
export async function extractStrings() {
  const files = ["src/extension", "webview"]
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith(".ts"));
  const sources = files.map((file) => ({
    extension: ".ts",
    contents: readFileSync(file, "utf8"),
  }));
  const titles = shared.map((title) => [title, title]);
  const strings = { ...(await getL10nJson(sources)), ...Object.fromEntries(titles) };
  return Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function report(problem) {
  console.error(problem);
  process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) {
  const strings = await extractStrings();
  const text = await format(JSON.stringify(strings), { parser: "json", printWidth: 100 });
  if (!process.argv.includes("--check")) writeFileSync(bundle, text);
  else if (readFileSync(bundle, "utf8") !== text) report(`${bundle} is not what the sources say`);
  for (const name of translations) {
    const known = JSON.parse(readFileSync(join("l10n", name), "utf8"));
    const missing = Object.keys(strings).filter((key) => !(key in known));
    const unused = Object.keys(known).filter((key) => !(key in strings));
    for (const key of missing) report(`${name} lacks ${JSON.stringify(key)}`);
    for (const key of unused) report(`${name} has ${JSON.stringify(key)}, which nothing says`);
  }
}
