/**
 * Confident learning: which labels are probably wrong, from probabilities by networks that had not
 * seen the pictures. Northcutt, Jiang, Chuang: "Confident Learning: Estimating Uncertainty in Dataset
 * Labels", Journal of Artificial Intelligence Research 70 (2021), sections 3.1 and 3.2.
 */

/** A picture's label and what an out-of-fold network said of it. */
export interface Labelled {
  /** Index of the class that it is labelled as. */
  readonly actual: number;
  /** One a class, sums to 1. */
  readonly probabilities: readonly number[];
}

/** A place in the list of pictures, with what speaks against the label. */
export interface Candidate {
  readonly index: number;
  readonly suggested: number;
  /** Probability of the label. */
  readonly selfConfidence: number;
  /** The label's probability less the highest of all others, -1..1. */
  readonly margin: number;
}

export interface ConfidentLearning {
  /** Of each class: its mean probability over the pictures labelled so; null without any. */
  readonly thresholds: readonly (number | null)[];
  /** Rows are labels, columns what pictures seem to be: estimated numbers of pictures. */
  readonly joint: readonly (readonly number[])[];
  /** The pictures off the diagonal of the confident joint, the lowest self-confidence first. */
  readonly candidates: readonly Candidate[];
}

/** t_j of the paper's equation 2: the expected self-confidence of each class. */
export function selfConfidenceThresholds(
  pictures: readonly Labelled[],
  classes: number,
): (number | null)[] {
  return Array.from({ length: classes }, (_, label) => {
    const own = pictures.filter(({ actual }) => actual === label);
    const sum = own.reduce((total, { probabilities }) => total + (probabilities[label] ?? 0), 0);
    return own.length === 0 ? null : sum / own.length;
  });
}

/** The most probable of the classes that reach their thresholds; undefined where none does. */
function confidentClass(
  { probabilities }: Labelled,
  thresholds: readonly (number | null)[],
): number | undefined {
  let best: number | undefined;
  for (const [label, probability] of probabilities.entries()) {
    const threshold = thresholds[label] ?? null;
    if (threshold === null || probability < threshold) continue;
    if (best === undefined || probability > (probabilities[best] ?? 0)) best = label;
  }
  return best;
}

/**
 * The confident joint, calibrated (equation 3): each row is scaled to the number of pictures
 * labelled so, since pictures that reach no threshold are counted nowhere.
 */
function calibrated(counts: readonly (readonly number[])[], labelled: readonly number[]) {
  return counts.map((row, label) => {
    const sum = row.reduce((total, count) => total + count, 0);
    const pictures = labelled[label] ?? 0;
    return row.map((count, other) =>
      // a row without any confident picture is taken to be right
      sum === 0 ? (other === label ? pictures : 0) : (count / sum) * pictures,
    );
  });
}

/** The highest probability of any other class. */
function highestOther({ actual, probabilities }: Labelled): number {
  const others = probabilities.filter((_, label) => label !== actual);
  return Math.max(...others);
}

/**
 * Finds the labels that are probably wrong. Candidates are the pictures off the diagonal of the
 * confident joint; as in cleanlab, the authors' program, none whose label is the most probable class
 * all the same. They are ranked by self-confidence, as cleanlab does. The paper's other order, by
 * normalised margin, is the same for two classes; with 37 breeds of cats and dogs and 5 % of the labels
 * made wrong it found fewer of them (0.67 against 0.76 at their number), since those that look alike
 * come first in it.
 */
export function confidentLearning(
  pictures: readonly Labelled[],
  classes: number,
): ConfidentLearning {
  const thresholds = selfConfidenceThresholds(pictures, classes);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const labelled = new Array<number>(classes).fill(0);
  const candidates: Candidate[] = [];
  for (const [index, picture] of pictures.entries()) {
    const { actual, probabilities } = picture;
    labelled[actual] = (labelled[actual] ?? 0) + 1;
    const suggested = confidentClass(picture, thresholds);
    if (suggested === undefined) continue;
    const row = counts[actual];
    if (row !== undefined) row[suggested] = (row[suggested] ?? 0) + 1;
    const selfConfidence = probabilities[actual] ?? 0;
    const margin = selfConfidence - highestOther(picture);
    if (suggested !== actual && margin < 0) {
      candidates.push({ index, suggested, selfConfidence, margin });
    }
  }
  return {
    thresholds,
    joint: calibrated(counts, labelled),
    candidates: candidates.sort(
      (a, b) => a.selfConfidence - b.selfConfidence || a.margin - b.margin,
    ),
  };
}
