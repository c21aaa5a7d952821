/** Reads what the data set's dashboard asks besides texts: numbers, choices, rules, strengths. */
import {
  type AugmentConfig,
  type BalanceRequest,
  type BalanceStrategy,
  NO_AUGMENTATION,
  type PreviewRequest,
} from "../../protocol/augment";
import type { RuleKind, RuleOptions } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { RelabelRequest } from "../../protocol/labels";
import { objectOf, textOf, textsOf } from "./requests";

type Asked<Request> = Omit<Request, "directory">;

const STRATEGIES: { readonly [Strategy in BalanceStrategy]: true } = {
  upsample: true,
  downsample: true,
  weights: true,
};

const RULES: { readonly [Kind in RuleKind]: true } = {
  "oxford-pet": true,
  "folder-per-class": true,
  csv: true,
  regex: true,
};

/** The field of that name, which must be true or false. */
export function flagOf(request: unknown, name: string): boolean {
  const value = objectOf(request)[name];
  if (typeof value === "boolean") return value;
  throw refused(name);
}

/** The field of that name, which must be a number; undefined where there is none. */
export function numberOf(request: unknown, name: string): number | undefined {
  const value = objectOf(request)[name];
  if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
  throw refused(name);
}

/** What to balance and how; its limits are the backend's to check. */
export function balanceOf(request: unknown): Asked<BalanceRequest> {
  const strategy = textOf(request, "strategy");
  if (!isKey(STRATEGIES, strategy)) throw refused("strategy");
  const notebookOrder = flagOf(request, "notebookOrder");
  const seed = numberOf(request, "seed");
  return { target: textOf(request, "target"), strategy, seed, notebookOrder };
}

/** A strength for each kind of augmentation; unknown ones are dropped. */
export function augmentationOf(request: unknown, name: string): AugmentConfig {
  const value = objectOf(objectOf(request)[name]);
  const strengths = Object.keys(NO_AUGMENTATION).map((key) => [key, numberOf(value, key) ?? 0]);
  return { ...NO_AUGMENTATION, ...(Object.fromEntries(strengths) as Partial<AugmentConfig>) };
}

/** What a person says of pictures; whether there is such a class is the backend's to check. */
export function decisionOf(request: unknown): Asked<RelabelRequest> {
  const { label } = objectOf(request);
  return {
    paths: textsOf(request, "paths"),
    target: textOf(request, "target"),
    label: label === null ? null : textOf(request, "label"),
  };
}

/** Of which pictures to make variants, and how. */
export function previewOf(request: unknown): Asked<PreviewRequest> {
  const hasConfig = objectOf(request)["config"] !== undefined;
  return {
    paths: textsOf(request, "paths"),
    count: numberOf(request, "count"),
    seed: numberOf(request, "seed"),
    ...(hasConfig && { config: augmentationOf(request, "config") }),
  };
}

/** A labelling rule; undefined where there is none, so that one is guessed. */
export function ruleOf(request: unknown): RuleOptions | undefined {
  const { rule } = objectOf(request);
  if (rule === undefined) return undefined;
  const kind = textOf(rule, "kind");
  if (!isKey(RULES, kind)) throw refused("rule");
  const texts = (["csvFile", "pathColumn", "pattern"] as const).flatMap((name) =>
    objectOf(rule)[name] === undefined ? [] : [[name, textOf(rule, name)]],
  );
  return { kind, ...(Object.fromEntries(texts) as Omit<RuleOptions, "kind">) };
}

function isKey<Keys extends object>(keys: Keys, text: string): text is keyof Keys & string {
  return Object.hasOwn(keys, text);
}

function refused(name: string): UserError {
  return new UserError("invalid-argument", `The dashboard's call has no proper "${name}".`);
}
