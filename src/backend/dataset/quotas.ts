/** Whole numbers in given shares, for every class and in total at once. */

/** Percent of the pictures of each part, in the order of SPLIT_NAMES. */
const PERCENT: readonly number[] = [70, 15, 15];

/**
 * How many of each class's pictures go to training, validation and test: [classes][3].
 *
 * Each is the share rounded down or up (largest remainder), so a class is right within one
 * picture. What rounding one class leaves over is carried to the next: rounding 37 small classes
 * each for itself would always favour the same part, and the totals would be far off.
 */
export function quotasOf(counts: readonly number[]): number[][] {
  const carried = PERCENT.map(() => 0); // hundredths of a picture that a part is still owed
  return counts.map((count) => {
    const quotas = PERCENT.map((percent) => Math.floor((count * percent) / 100));
    const remainders = PERCENT.map((percent) => (count * percent) % 100);
    const left = count - quotas.reduce((sum, quota) => sum + quota, 0);
    const owed = (part: number) => (carried[part] ?? 0) + (remainders[part] ?? 0);
    const roundedUp = PERCENT.map((_, part) => part)
      .filter((part) => (remainders[part] ?? 0) > 0)
      .sort((a, b) => owed(b) - owed(a) || a - b)
      .slice(0, left);
    return quotas.map((quota, part) => {
      const extra = roundedUp.includes(part) ? 1 : 0;
      carried[part] = owed(part) - 100 * extra;
      return quota + extra;
    });
  });
}
