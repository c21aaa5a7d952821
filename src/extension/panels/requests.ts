/** Reads what a webview asks; a webview is never trusted, whatever the compiler says of its frames. */
import type { DashboardAction } from "../../protocol/dashboard";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";

const MAXIMUM_PATHS = 1000;

const ACTIONS: { readonly [Action in DashboardAction]: true } = {
  scan: true,
  clean: true,
  train: true,
  stop: true,
  resume: true,
  evaluate: true,
  openTraining: true,
  openEvaluation: true,
  openDataset: true,
};

/** The field of that name, which must be a text. */
export function textOf(request: unknown, name: string): string {
  const value = objectOf(request)[name];
  if (typeof value === "string") return value;
  throw refused(name);
}

/** The same of a field that may be left out. */
export function optionalTextOf(request: unknown, name: string): string | undefined {
  return objectOf(request)[name] === undefined ? undefined : textOf(request, name);
}

/** The field of that name, which must be a list of texts of bounded length. */
export function textsOf(request: unknown, name: string): readonly string[] {
  const value = objectOf(request)[name];
  if (Array.isArray(value) && value.length <= MAXIMUM_PATHS) {
    const texts = value.filter((item) => typeof item === "string");
    if (texts.length === value.length) return texts;
  }
  throw refused(name);
}

export function actionOf(request: unknown): DashboardAction {
  const action = textOf(request, "action");
  if (isAction(action)) return action;
  throw refused("action");
}

/** The part of a run's pictures that is meant. */
export function splitOf(request: unknown): SplitName {
  const name = textOf(request, "split");
  const split = SPLIT_NAMES.find((each) => each === name);
  if (split !== undefined) return split;
  throw refused("split");
}

export function objectOf(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request === "object" && request !== null && !Array.isArray(request)) {
    return request as Record<string, unknown>;
  }
  throw refused("request");
}

function isAction(text: string): text is DashboardAction {
  return Object.hasOwn(ACTIONS, text);
}

function refused(name: string): UserError {
  return new UserError("invalid-argument", `The dashboard's call has no proper "${name}".`);
}
