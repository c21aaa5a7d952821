/** pupil.json: what it says of a run, checked as far as needed to ask the backend, which checks the rest. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES, type NetworkName } from "../../protocol/network";
import type { SweepPlan } from "../../protocol/sweep";
import type { RequestedConfig, TrainConfig, TrainRequest } from "../../protocol/training";

/** What a pupil.json file asks for: a training, and a sweep of it if it says one. */
export interface RunFile {
  readonly request: TrainRequest;
  /** Of any shape: the backend checks it. */
  readonly plan?: SweepPlan;
}

/** What a pupil.json file at `path` asks for; throws "invalid-config". */
export function parseRunFile(text: string, path: string): RunFile {
  const { dataset, network, target, sweep, ...settings } = parseObject(text, path);
  delete settings["$schema"]; // for editors alone
  if (typeof dataset !== "string" || dataset === "") {
    throw new UserError("invalid-config", `"dataset" in ${path} must be a folder of pictures.`);
  }
  if (!isNetwork(network)) {
    const names = NETWORK_NAMES.join(", ");
    throw new UserError("invalid-config", `"network" in ${path} must be one of ${names}.`);
  }
  if (typeof target !== "string") {
    throw new UserError("invalid-config", `"target" in ${path} must be the name of a label.`);
  }
  const folder = dirname(path);
  if ("weights" in settings) settings["weights"] = fileBeside(folder, settings["weights"]);
  // unknown keys and numbers out of their limits are refused by the backend, with their sentences
  const config: TrainRequest["config"] = { ...(settings as Partial<TrainConfig>), network, target };
  const request = { directory: resolve(folder, dataset), config };
  return sweep === undefined ? { request } : { request, plan: planFrom(folder, sweep) };
}

/** Weights as a path where a file of that name lies beside the file; names in the store stay. */
function fileBeside(folder: string, weights: unknown): unknown {
  if (Array.isArray(weights)) return weights.map((each) => fileBeside(folder, each));
  if (typeof weights !== "string") return weights;
  const file = resolve(folder, weights);
  return existsSync(file) ? file : weights;
}

function planFrom(folder: string, sweep: unknown): SweepPlan {
  const plan = sweep as SweepPlan;
  if (!isObject(sweep) || !isObject(sweep["settings"])) return plan;
  const { settings } = plan;
  if (settings["weights"] === undefined) return plan;
  const weights = fileBeside(folder, settings["weights"]) as SweepPlan["settings"][string];
  return { ...plan, settings: { ...settings, weights } };
}

/** The file's text; `dataset` is relative to the file. */
export function runFileText(dataset: string, config: RequestedConfig): string {
  return `${JSON.stringify({ dataset, ...config }, null, 2)}\n`;
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError("invalid-config", `${path} is not JSON.`, { cause: error });
  }
  if (isObject(value)) return value;
  throw new UserError("invalid-config", `${path} must be a JSON object.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNetwork(value: unknown): value is NetworkName {
  return NETWORK_NAMES.some((name) => name === value);
}
