/** Labels from folders: `daisy/1.jpg` has the class "daisy". */
import type { Finding } from "../../../protocol/dataset";
import { className, type Labelled, noLabel, type Rule } from "./rule";

/** Folders that divide a data set rather than name a class, when all the outermost ones do. */
const PARTS: readonly string[] = ["train", "training", "val", "valid", "validation", "test"];

/** The folders of a path, outermost first. */
function foldersOf(path: string): string[] {
  return path.split("/").slice(0, -1);
}

/**
 * One target, `class`: the outermost folder, as torchvision's ImageFolder takes it. Where all
 * outermost folders are named train, val, test and the like, the next one below is taken.
 */
export const folderPerClass: Rule = (listing) => {
  const outermost = new Set(listing.pictures.map((path) => foldersOf(path)[0] ?? ""));
  const divided = [...outermost].every((name) => PARTS.includes(name.toLowerCase()));
  const level = divided ? 1 : 0;
  const pictures = new Map<string, Labelled>();
  const findings: Finding[] = [];
  for (const path of listing.pictures) {
    const folder = foldersOf(path)[level];
    if (folder === undefined) findings.push(noLabel(path, "it lies in no class's folder"));
    else pictures.set(path, { labels: { class: className(folder) } });
  }
  return { rule: { kind: "folder-per-class" }, pictures, findings };
};
