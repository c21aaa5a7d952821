/** The command that gives a trained network to other programs: export. */
import { type Command, Option } from "commander";
import { join } from "node:path";
import { EXPORT_FORMATS, type ExportFormat, type ExportReport } from "../../protocol/exporting";
import { common } from "./options";
import type { CommonOptions, Session } from "./session";
import { columns, grouped, table } from "./table";

interface ExportFlags extends CommonOptions {
  readonly format: ExportFormat;
  readonly output: string;
  readonly force?: boolean;
}

/** The files with their sizes, and how the example is run. */
function exportText({ directory, files, example }: ExportReport): string {
  const rows = files.map(({ name, bytes }) => [name, grouped(bytes)]);
  const program = example.endsWith(".py") ? "python3" : "node";
  return [
    `Exported to ${directory}:`,
    table(columns("File", ">Bytes"), rows, "  "),
    `Try it: ${program} ${join(directory, example)} PICTURE... (its first line says what it needs)`,
  ].join("\n");
}

/** Adds the command. */
export function addExportCommand(program: Command, session: Session): void {
  const formats = new Option("--format <name>", "onnx, safetensors or tfjs");
  common(program.command("export").summary("give a trained network to other programs"))
    .description(
      "Writes a run's best checkpoint into a new folder, with a short program that uses it. ONNX" +
        " and TensorFlow.js take bytes [batch, side, side, 3] and give probabilities: the" +
        " normalisation is inside; classes, resizing rule and the rest are in the metadata." +
        " safetensors has the arrays under PyTorch's names.",
    )
    .argument("<run>", "folder of the run")
    .addOption(formats.choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption("--output <dir>", "folder to make")
    .option("--force", "replace an earlier export in that folder")
    .addHelpText("after", "\nExample:\n  $ pupil export RUN --format onnx --output species-onnx")
    .action(async (run: string, { format, output, force, ...options }: ExportFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const request = { run, format, directory: output, replace: force };
        const value = await service.exportRun(request, context);
        return { value, text: exportText(value) };
      });
    });
}
