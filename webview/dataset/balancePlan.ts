/** What balancing would do, reckoned from the classes as they are: said before it is done. */
import * as l10n from "@vscode/l10n";
import type { BalancedClass, BalanceStrategy } from "../../src/protocol/augment";
import * as format from "../lib/format";

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** How many pictures would be generated, or left out; for weights none. */
export function plannedPictures(
  classes: readonly BalancedClass[],
  { strategy, notebookOrder }: { strategy: BalanceStrategy; notebookOrder: boolean },
): number {
  const sizes = classes.map(({ before, trainBefore }) => (notebookOrder ? before : trainBefore));
  switch (strategy) {
    case "upsample":
      return sumOf(sizes.map((size) => Math.max(...sizes) - size));
    case "downsample":
      return sumOf(sizes.map((size) => size - Math.min(...sizes)));
    case "weights":
      return 0;
  }
}

/** One sentence about it. */
export function planSentence(
  classes: readonly BalancedClass[],
  way: { strategy: BalanceStrategy; notebookOrder: boolean },
): string {
  const pictures = plannedPictures(classes, way);
  const sizes = classes.map(({ trainBefore }) => trainBefore);
  if (sizes.every((size) => size === sizes[0])) return l10n.t("All classes have the same size.");
  switch (way.strategy) {
    case "upsample":
      return way.notebookOrder
        ? l10n.t("Generates {0} pictures of the smaller classes.", format.count(pictures))
        : l10n.t(
            "Generates {0} pictures, of training pictures alone: every class then has {1} of them.",
            format.count(pictures),
            format.count(Math.max(...sizes)),
          );
    case "downsample":
      return l10n.t(
        "Leaves {0} training pictures out: every class then has {1}. No file is deleted.",
        format.count(pictures),
        format.count(Math.min(...sizes)),
      );
    case "weights":
      return l10n.t("Each training picture counts by how rare its class is; no picture is made.");
  }
}
