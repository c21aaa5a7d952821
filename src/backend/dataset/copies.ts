/** Lists groups of copies, for a person to look at side by side. */
import type { DuplicateGroup } from "../../protocol/curation";
import { publicSample } from "./samples";
import type { Dataset, MeasuredSample } from "./store";

/** Groups of two or more pictures that are copies of one another; generated ones are left out. */
export function listCopies(dataset: Dataset): DuplicateGroup[] {
  const members = new Map<number, MeasuredSample[]>();
  for (const sample of [...dataset.samples, ...dataset.excluded]) {
    if (sample.generatedFrom !== undefined) continue;
    const group = members.get(sample.group);
    if (group === undefined) members.set(sample.group, [sample]);
    else group.push(sample);
  }
  return [...members.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      kind: new Set(group.map(({ hash }) => hash)).size === 1 ? "duplicate" : "near-duplicate",
      samples: group.sort((a, b) => (a.path < b.path ? -1 : 1)).map(publicSample),
    }));
}
