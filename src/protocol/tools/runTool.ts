/** What each tool does, wherever it is offered; every path that a model gives is checked first. */
import type { BackendApi } from "../backend";
import type { SplitName } from "../dataset";
import { UserError } from "../errors";
import type { RequestedConfig, RunSummary, TrainRequest } from "../training";
import {
  datasetAnswer,
  evaluationAnswer,
  metricsAnswer,
  predictionsAnswer,
  runAnswer,
  runsAnswer,
} from "./answers";
import { type ToolName, TOOLS } from "./definitions";
import { checkInput } from "./schema";

/** What tools ask of the backend. */
export type ToolBackend = Pick<
  BackendApi,
  "scan" | "dataset" | "runs" | "run" | "evaluate" | "evaluation" | "predict" | "weights"
>;

/** What offers the tools, for one call. */
export interface ToolHost {
  readonly backend: ToolBackend;
  /** The absolute path of what is in the workspace; "outside-workspace" for all else. */
  readonly inside: (path: string) => Promise<string>;
  /** Starts a training and gives its run as soon as there is one. */
  readonly train: (request: TrainRequest) => Promise<RunSummary>;
  readonly stop: (run: string) => Promise<RunSummary>;
}

type Input = Readonly<Record<string, unknown>>;

/** The text of that name, which the schema requires. */
function textOf(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === "string") return value;
  throw new TypeError(`the schema requires ${name}`);
}

async function scan(input: Input, { backend, inside }: ToolHost) {
  const directory = await inside(textOf(input, "dataset"));
  const known = input["again"] === true ? null : await backend.dataset({ directory });
  return datasetAnswer(known ?? (await backend.scan({ directory })));
}

/** A run in the workspace, of a data set in the workspace. */
async function runIn(input: Input, { backend, inside }: ToolHost) {
  const run = await backend.run({ run: await inside(textOf(input, "run")) });
  await inside(run.dataset);
  return run;
}

async function evaluate(input: Input, host: ToolHost) {
  const { directory: run } = await runIn(input, host);
  const split = input["split"] as SplitName | undefined; // one of them, by the schema
  const target = input["target"] as string | undefined;
  const request = { run, split, target };
  const { backend } = host;
  const saved = await backend.evaluation(request);
  return evaluationAnswer(saved ?? (await backend.evaluate(request)));
}

/** The weights by their name, where there are such, else by a path. */
async function weightsIn(named: string, { backend, inside }: ToolHost): Promise<string> {
  const { stored } = await backend.weights({});
  return stored.some(({ name }) => name === named) ? named : await inside(named);
}

async function start(input: Input, host: ToolHost) {
  const { dataset, weights, ...settings } = input;
  const directory = await host.inside(textOf({ dataset }, "dataset"));
  const chosen = typeof weights === "string" ? await weightsIn(weights, host) : undefined;
  const isPretrained = chosen !== undefined || (settings["method"] ?? "full") !== "full";
  const config = {
    network: isPretrained ? "mobileNetV2" : "catDogNet",
    ...settings,
    ...(chosen !== undefined && { weights: chosen }),
  } as RequestedConfig; // of the types that the schema says; the backend checks the rest
  return runAnswer(await host.train({ directory, config }));
}

/** Where a picture lies; what is missing has an error instead, and does not hold up the others. */
async function pictureIn(picture: string, inside: ToolHost["inside"]) {
  try {
    return { path: await inside(picture) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "not-found") throw error;
    return { missing: { picture, top: [], labels: {}, error: error.message } };
  }
}

async function classify(input: Input, { backend, inside }: ToolHost) {
  const run = await inside(textOf(input, "run"));
  const given = input["pictures"] as readonly string[]; // by the schema
  const found = await Promise.all(given.map((picture) => pictureIn(picture, inside)));
  const pictures = found.flatMap(({ path }) => path ?? []);
  const top = input["top"] as number | undefined;
  const result = await backend.predict({ run, pictures, top });
  const answered = result.predictions.values();
  const predictions = found.flatMap(({ missing }) => missing ?? answered.next().value ?? []);
  return predictionsAnswer({ ...result, predictions });
}

const WORK: { readonly [Name in ToolName]: (input: Input, host: ToolHost) => Promise<object> } = {
  pupil_scan_dataset: scan,
  pupil_list_runs: async (input, { backend, inside }) =>
    runsAnswer(await backend.runs({ directory: await inside(textOf(input, "dataset")) })),
  pupil_read_metrics: async (input, host) => metricsAnswer(await runIn(input, host)),
  pupil_evaluate_run: evaluate,
  pupil_start_training: start,
  pupil_stop_training: async (input, host) =>
    runAnswer(await host.stop((await runIn(input, host)).directory)),
  pupil_classify_pictures: classify,
};

/** Uses a tool; the answer is JSON. Whatever a person can be told is thrown as a UserError. */
export async function runTool(name: ToolName, input: unknown, host: ToolHost): Promise<object> {
  const checked = checkInput(input, TOOLS[name].inputSchema);
  return await WORK[name](checked, host);
}
