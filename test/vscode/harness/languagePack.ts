// Gives the window a language without the marketplace: an empty pack, so that only Pupil's own translation shows.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** VS Code speaks only languages of this list; texts that a pack lacks stay English. */
export function writeLanguagePack(data: string, language: string): void {
  const texts = join(data, `${language}.i18n.json`);
  writeFileSync(texts, JSON.stringify({ version: "1.0.0", contents: {} }));
  const extension = { extensionIdentifier: { id: `test.${language}` }, version: "1.0.0" };
  const pack = { hash: language, extensions: [extension], translations: { vscode: texts } };
  writeFileSync(join(data, "languagepacks.json"), JSON.stringify({ [language]: pack }));
}
