/** Lets a person choose the runs to compare. */
import { basename } from "node:path";
import { l10n, type QuickPickItem, window } from "vscode";
import { MAXIMUM_COMPARED } from "../protocol/comparison";
import type { RunSummary } from "../protocol/training";
import type { Store } from "./model/store";
import { format, resultText, runName } from "./text";

interface Item extends QuickPickItem {
  readonly run: string;
}

/** Two to eight runs, those given chosen from the start; undefined when the person gave up. */
export async function chooseRuns(
  store: Store,
  chosen: readonly string[],
): Promise<readonly string[] | undefined> {
  await store.load();
  const items = likeFirst(store.runs, chosen).map(itemOf);
  const input = window.createQuickPick<Item>();
  input.title = l10n.t("Compare Runs: Choose 2 to {0}", MAXIMUM_COMPARED);
  input.placeholder = l10n.t("Runs that learned the same can be compared picture by picture");
  input.canSelectMany = true;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.items = items;
  input.selectedItems = items.filter(({ run }) => chosen.includes(run));
  try {
    return await new Promise((resolve) => {
      input.onDidAccept(() => {
        const runs = input.selectedItems.map(({ run }) => run);
        if (runs.length >= 2 && runs.length <= MAXIMUM_COMPARED) resolve(inOrder(runs, chosen));
      });
      input.onDidHide(() => {
        resolve(undefined);
      });
      input.show();
    });
  } finally {
    input.dispose();
  }
}

/** Those chosen already come first, then what learned the same as they did. */
function likeFirst(runs: readonly RunSummary[], chosen: readonly string[]): RunSummary[] {
  const first = runs.find(({ directory }) => directory === chosen[0]);
  const rank = ({ directory, config, dataset }: RunSummary): number => {
    if (chosen.includes(directory)) return 0;
    const isLike = config.target === first?.config.target && dataset === first.dataset;
    return isLike ? 1 : 2;
  };
  return [...runs].sort((one, other) => rank(one) - rank(other));
}

function itemOf(run: RunSummary): Item {
  const { directory, dataset, createdAt } = run;
  return {
    label: runName(run),
    description: resultText(run),
    detail: `${basename(dataset)} · ${format.date(createdAt)}`,
    run: directory,
  };
}

/** Runs that were compared before keep their places, and with them their letters. */
function inOrder(runs: readonly string[], before: readonly string[]): readonly string[] {
  const kept = before.filter((run) => runs.includes(run));
  return [...kept, ...runs.filter((run) => !before.includes(run))];
}
