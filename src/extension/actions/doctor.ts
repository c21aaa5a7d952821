/** Engines and versions as a read-only document, to read or to paste into a report; measuring, and what CUDA lacks. */
import { arch, cpus, platform, release, totalmem } from "node:os";
import { l10n, version as editorVersion, window } from "vscode";
import { type EngineReport, PROTOCOL_VERSION } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { facts, statusText } from "../engineText";
import { notify } from "../messages";
import { format } from "../text";
import { withWork } from "../work";
import { assertIdle } from "./idle";

/** What the progress of this work goes by: it is about no data set and no run. */
const SUBJECT = "engines";

/** Asks the backend which engines work here, and shows what it says. */
export async function doctor(app: App): Promise<void> {
  await showReport(app, await app.store.loadEngines());
}

/** The same after a trial of each engine that works. */
export async function measureEngines(app: App): Promise<void> {
  assertIdle(app);
  const title = l10n.t("Measuring engines");
  const engines = await withWork(app.store, { title, subject: SUBJECT }, (options) =>
    app.store.loadEngines({ measure: true }, options),
  );
  await showReport(app, engines);
}

/** Downloads ONNX Runtime's CUDA libraries after a question. */
export async function installCuda(app: App): Promise<void> {
  const engines = await app.store.loadEngines();
  const cuda = engines.find(({ id }) => id === "cuda");
  if (cuda?.download === undefined) {
    throw new UserError("unknown-engine", cuda?.reason ?? l10n.t("not available"));
  }
  const { what, host, bytes } = cuda.download;
  const message = l10n.t(
    "Download ONNX Runtime's CUDA libraries (about {0})?",
    format.bytes(bytes),
  );
  const detail = l10n.t(
    "{0} from {1}, by ONNX Runtime's own installer, into Pupil's folder. CUDA 12 and cuDNN 9 have to be installed beside the NVIDIA driver.",
    what,
    host,
  );
  const button = l10n.t("Download");
  const answer = await window.showInformationMessage(message, { modal: true, detail }, button);
  if (answer !== button) throw new UserError("cancelled", l10n.t("Nothing was downloaded."));
  const title = l10n.t("Downloading {0}", what);
  const { reason } = await withWork(app.store, { title, subject: SUBJECT }, (options) =>
    app.backend.installCuda({}, options),
  );
  await app.store.loadEngines();
  notify(l10n.t("The CUDA libraries are installed. {0}", reason));
}

async function showReport(app: App, engines: readonly EngineReport[]): Promise<void> {
  const { node, version, pid } = await app.backend.hello({ protocol: PROTOCOL_VERSION });
  const processor = cpus()[0]?.model.trim() ?? "";
  const lines = [
    `# ${l10n.t("Pupil on this machine")}`,
    "",
    `- Pupil ${version}, Node ${node}, VS Code ${editorVersion}`,
    `- ${platform()} ${arch()} ${release()}`,
    `- ${processor}, ${format.bytes(totalmem())}`,
    `- ${l10n.t("Process of the backend: {0}", pid)}`,
    "",
    `## ${l10n.t("Engines")}`,
    "",
    ...engines.flatMap(engineLines),
    "",
    l10n.t(
      "Speeds are those of training catDogNet at 64 x 64 pixels in batches of 16, as last measured; the command {0} measures them.",
      `**Pupil: ${l10n.t("Measure Engines")}**`,
    ),
  ];
  await app.reports.show("Pupil Doctor.md", `${lines.join("\n")}\n`);
}

function engineLines(report: EngineReport): readonly string[] {
  const known = facts(report);
  const head = `- **${report.id}** (${statusText(report)})`;
  return [known.length === 0 ? head : `${head}: ${known.join(", ")}`, `  ${report.reason}`];
}
