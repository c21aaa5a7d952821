/** A measured value with its bootstrap interval in small print. */
import * as l10n from "@vscode/l10n";
import type { Estimate } from "../../src/protocol/insights";
import { element, type Child } from "../lib/dom";

type Show = (value: number) => string;

/** "0.891 to 0.925": a dash would be lost among signs. */
export function intervalText({ low, high }: Estimate, show: Show): string {
  return l10n.t("{0} to {1}", show(low), show(high));
}

/** The value, or what is shown of it, with its interval below. */
export function withInterval(estimate: Estimate, show: Show, shown?: Child): HTMLElement {
  const interval = element("span", { class: "interval" }, intervalText(estimate, show));
  return element("span", { class: "with-interval" }, shown ?? show(estimate.value), interval);
}
