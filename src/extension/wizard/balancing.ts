/** What a new run makes of classes of unequal size: asked with what is there already. */
import { l10n } from "vscode";
import type { BalanceState } from "../../protocol/augment";
import {
  BALANCE_TITLES,
  TRAINING_BALANCES,
  type TrainConfig,
  type TrainingBalance,
} from "../../protocol/training";
import { format } from "../text";
import { BACK, type Choice, pick } from "./pick";

/** Absent: as the data set is balanced. */
export type ChosenBalance = TrainConfig["balance"];

/** What the settings' row says. */
export function balanceText(chosen: ChosenBalance, state: BalanceState | undefined): string {
  if (chosen !== undefined) return balanceName(chosen);
  const now = state?.strategy ?? "none";
  return now === "none"
    ? balanceName(now)
    : l10n.t("{0} (as the data set is balanced)", balanceName(now));
}

/** Whether pictures must be generated before the run can learn from them. */
export function needsPictures(
  { balance, seed }: Pick<TrainConfig, "balance" | "seed">,
  state: BalanceState | undefined,
): boolean {
  if (balance !== "upsample") return false;
  if (state?.strategy !== "upsample") return true;
  // another split holds out the sources of some: its training part would not be level
  return state.seed !== seed && !state.notebookOrder;
}

/** Asks; the same again when the person went back. */
export async function askBalance(
  chosen: ChosenBalance,
  { title, state }: { readonly title: string; readonly state: BalanceState | undefined },
): Promise<ChosenBalance> {
  const isBalanced = state !== undefined && state.strategy !== "none";
  const asItIs: Choice<ChosenBalance> = {
    label: l10n.t("As the data set is balanced"),
    description: balanceName(state?.strategy ?? "none"),
    value: undefined,
  };
  const choices: readonly Choice<ChosenBalance>[] = [
    ...(isBalanced ? [asItIs] : []),
    ...TRAINING_BALANCES.map((value) => ({
      label: balanceName(value),
      detail: balanceHelp(value, state),
      value,
    })),
  ];
  const placeholder = l10n.t("What to do about classes of unequal size");
  const question = { title, placeholder, canGoBack: true };
  const active = chosen ?? (isBalanced ? undefined : "none");
  const answer = await pick(question, choices, active);
  if (answer === BACK) return chosen;
  return answer === "none" && !isBalanced ? undefined : answer;
}

function balanceName(balance: TrainingBalance): string {
  return l10n.t(BALANCE_TITLES[balance]);
}

function balanceHelp(balance: TrainingBalance, state: BalanceState | undefined): string {
  switch (balance) {
    case "none":
      return l10n.t("Learn from the pictures as they are, without generated ones");
    case "upsample":
      return state?.strategy === "upsample"
        ? l10n.t(
            "Generated pictures that are there: {0}, for seed {1}; for another seed they are generated anew",
            format.count(state.generated),
            state.seed,
          )
        : l10n.t("They are generated before the training begins, from training pictures alone");
    case "downsample":
      return l10n.t("Training pictures of the larger classes, at random; no file is deleted");
    case "weights":
      return l10n.t("Each picture counts by how rare its class is");
  }
}
