/** A report on engines and versions as a read-only document, to read or to attach to a question. */
import { l10n } from "vscode";
import { type EngineReport, PROTOCOL_VERSION } from "../../protocol/backend";
import type { App } from "../app";

/** Asks the backend which engines work here, and shows what it says. */
export async function doctor(app: App): Promise<void> {
  const engines = await app.store.loadEngines();
  const { node, version, pid } = await app.backend.hello({ protocol: PROTOCOL_VERSION });
  const lines = [
    `# ${l10n.t("Pupil on this machine")}`,
    "",
    `- Pupil ${version}, Node ${node}, ${process.platform}-${process.arch}`,
    `- ${l10n.t("Process of the backend: {0}", pid)}`,
    "",
    `## ${l10n.t("Engines")}`,
    "",
    ...engines.flatMap(engineLines),
  ];
  await app.doctor.show(`${lines.join("\n")}\n`);
}

function engineLines({ id, available, chosen, device, reason }: EngineReport): readonly string[] {
  const mark = chosen ? l10n.t("used") : available ? l10n.t("works") : l10n.t("not available");
  const head = `- **${id}** (${mark})`;
  return [device === "" ? head : `${head}: ${device}`, `  ${reason}`];
}
