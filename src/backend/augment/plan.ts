/** Decides which pictures to generate, as a function of the samples and the seed alone. */
import { posix } from "node:path";
import type { Sample } from "../../protocol/dataset";
import type { GeneratedEntry } from "../dataset/generated";
import { Random } from "../util/random";
import { chooseManipulations } from "./manipulations";

/** A picture to generate: an entry of the manifest without the hash of its file. */
export type PlannedPicture = Omit<GeneratedEntry, "sha256">;

/** Indices of samples by class of the target, classes sorted by name. */
export function byClass(samples: readonly Sample[], target: string): Map<string, Sample[]> {
  const classes = new Map<string, Sample[]>();
  for (const sample of samples) {
    const name = sample.labels[target];
    if (name === undefined) continue;
    const members = classes.get(name);
    if (members === undefined) classes.set(name, [sample]);
    else members.push(sample);
  }
  return new Map([...classes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The next free name `generated<i>.jpg` in the source's folder, counted through all of them. */
class Names {
  private count = 0;

  constructor(private readonly taken: ReadonlySet<string>) {}

  next(source: string): string {
    for (;;) {
      const path = posix.join(posix.dirname(source), `generated${++this.count}.jpg`);
      if (!this.taken.has(path.toLowerCase())) return path;
    }
  }
}

/**
 * Plans as many pictures of each class as bring it level with the largest one of the pool, each
 * from a random picture of the class by one or two random manipulations.
 */
export function planUpsampling(
  pool: readonly Sample[],
  options: {
    readonly target: string;
    readonly seed: number;
    /** Paths, in lower case, of files that must not be overwritten. */
    readonly taken: ReadonlySet<string>;
  },
): PlannedPicture[] {
  const { target, seed } = options;
  const classes = byClass(pool, target);
  const largest = Math.max(0, ...[...classes.values()].map((members) => members.length));
  const names = new Names(options.taken);
  const planned: PlannedPicture[] = [];
  for (const [name, members] of classes) {
    const sources = members.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (let i = sources.length; i < largest; i++) {
      // A stream for each: what one picture draws does not depend on the others.
      const random = Random.of(seed, "augment", target, name, i);
      const source = random.pick(sources);
      planned.push({
        path: names.next(source.path),
        source: source.path,
        sourceSha256: source.hash,
        manipulations: chooseManipulations(random),
        seed: random.bits(),
      });
    }
  }
  return planned;
}
