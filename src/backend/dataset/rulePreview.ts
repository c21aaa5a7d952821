/** Shows what a labelling rule would make of a folder, without reading any picture. */
import type { RulePreview, RulePreviewRequest } from "../../protocol/curation";
import type { TargetSummary } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { TaskContext } from "../util/context";
import { readManifest, withoutGenerated } from "./generated";
import { type Listing, listFiles } from "./listing";
import { type Labelled, type Labelling, labelPictures } from "./rules";

const DEFAULT_LIMIT = 20;

const NOTHING = { matched: 0, matches: [], targets: [] };

function targetsOf(pictures: Iterable<Labelled>): TargetSummary[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { labels } of pictures) {
    for (const [target, name] of Object.entries(labels)) {
      const classes = counts.get(target) ?? new Map<string, number>();
      counts.set(target, classes.set(name, (classes.get(name) ?? 0) + 1));
    }
  }
  return [...counts].map(([target, classes]) => ({
    target,
    classes: [...classes]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }));
}

/** What the rule matches; a rule that cannot be used is an answer, too, with the reason. */
async function tryRule(listing: Listing, request: RulePreviewRequest): Promise<Labelling | string> {
  try {
    return await labelPictures(listing, request.rule);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Lists what a rule matches and what not; for a preview while the rule is being typed. */
export async function previewRule(
  request: RulePreviewRequest,
  context: TaskContext,
): Promise<RulePreview> {
  const limit = request.limit ?? DEFAULT_LIMIT;
  const whole = await listFiles(request.directory, false, context.signal);
  const listing = withoutGenerated(whole, await readManifest(request.directory));
  const labelling = await tryRule(listing, request);
  if (typeof labelling === "string") {
    const unmatched = listing.pictures.length;
    return { ...NOTHING, error: labelling, unmatched, misses: listing.pictures.slice(0, limit) };
  }
  const { pictures } = labelling;
  const misses = listing.pictures.filter((path) => !pictures.has(path));
  const paths = [...pictures.keys()].sort().slice(0, limit);
  return {
    matched: pictures.size,
    unmatched: misses.length,
    matches: paths.map((path) => ({ path, labels: pictures.get(path)?.labels ?? {} })),
    misses: misses.slice(0, limit),
    targets: targetsOf(pictures.values()),
  };
}
