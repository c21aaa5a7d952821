/** Writes a run's report: gathers what is known, makes one page of it. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BackendService } from "../../protocol/backend";
import type { SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { Evaluation } from "../../protocol/evaluation";
import type { Insights } from "../../protocol/insights";
import type { Report, ReportRequest } from "../../protocol/report";
import type { Dataset } from "../dataset/store";
import { thumbnails } from "../dataset/thumbnails";
import { describe } from "../nn/describe";
import { findNetwork } from "../nn/registry";
import { runDirectory } from "../runs/folder";
import { describeRun } from "../runs/summary";
import type { TaskContext } from "../util/context";
import { systemCode, toUserError, writeFileAtomic } from "../util/files";
import { pupilVersion } from "../util/versions";
import { dataFacts, findDataset } from "./dataFacts";
import type { ReportMaterial } from "./material";
import { GENERATOR, reportPage } from "./page";
import { worstMistakes } from "./sections/gallery";

/** The name of a report in its run's folder. */
const FILE = "report.html";

/** What a report asks of the backend. */
export type Asked = Pick<BackendService<AbortSignal>, "evaluation" | "evaluate" | "insights">;

/** What was found out of a run's test pictures. */
interface Findings {
  readonly evaluation: Evaluation;
  readonly insights: Insights;
}

/** Evaluates what has not been; without the validation pictures there is only no temperature. */
async function findings(
  { run, target }: ReportRequest,
  asked: Asked,
  context: TaskContext,
): Promise<Findings> {
  const need = async (split: SplitName) => {
    const part = { run, target, split };
    return (await asked.evaluation(part, context)) ?? (await asked.evaluate(part, context));
  };
  const evaluation = await need("test");
  await need("validation").catch((error: unknown) => {
    if (!(error instanceof UserError) || error.code === "cancelled") throw error;
  });
  const insights = await asked.insights({ run, target, split: "test" }, context);
  if (insights === null) throw new TypeError("what was evaluated has insights");
  return { evaluation, insights };
}

/** The mistakes' thumbnails as data: addresses; pictures that are gone have none. */
async function embedded(
  dataset: Dataset,
  evaluation: Evaluation,
  context: TaskContext,
): Promise<Map<string, string>> {
  const { directory } = dataset.summary;
  const paths = worstMistakes(evaluation).map(({ path }) => path);
  const made = await thumbnails(dataset, { directory, paths }, context);
  const found = new Map<string, string>();
  for (const { path, file } of made) {
    if (file === null) continue;
    found.set(path, `data:image/jpeg;base64,${(await readFile(file)).toString("base64")}`);
  }
  return found;
}

async function gather(
  request: ReportRequest,
  { evaluation, insights }: Findings,
  context: TaskContext,
): Promise<ReportMaterial> {
  const run = await describeRun(runDirectory(request.run));
  const { network, imageSize } = run.config;
  const target = request.target ?? run.config.target;
  const dataset = await findDataset(run.dataset);
  const learned = { target, classes: evaluation.classes };
  const outputs = run.classes.length + (run.secondClasses?.length ?? 0);
  return {
    run,
    target,
    evaluation,
    insights,
    network: describe(findNetwork(network), outputs, imageSize),
    data: dataset ? await dataFacts(run.directory, dataset, learned) : null,
    thumbnails: dataset ? await embedded(dataset, evaluation, context) : new Map(),
    writtenAt: new Date().toISOString(),
    version: pupilVersion(),
  };
}

/** The absolute path to write to; "invalid-argument" for what no browser would take for a page. */
function outputOf({ run, output }: ReportRequest): string {
  const file = output === undefined ? join(runDirectory(run), FILE) : resolve(output);
  if (/\.html?$/i.test(file)) return file;
  throw new UserError("invalid-argument", `${file} must end in .html: a report is a web page.`);
}

/** Throws "invalid-argument" where there is a file that is no report: only those are written over. */
async function assertReport(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw toUserError(error, file);
  });
  if (text === undefined || text.includes(GENERATOR)) return;
  const message = `${file} exists and is no report of Pupil's, which alone would be replaced.`;
  throw new UserError("invalid-argument", message);
}

/** Writes a run's report; gives where it is. */
export async function writeReport(
  request: ReportRequest,
  asked: Asked,
  context: TaskContext,
): Promise<Report> {
  const file = outputOf(request);
  await assertReport(file);
  const material = await gather(request, await findings(request, asked, context), context);
  const page = Buffer.from(reportPage(material));
  await writeFileAtomic(file, page);
  return { run: material.run.directory, file, bytes: page.length };
}
