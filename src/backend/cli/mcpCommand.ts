/** The command that lets assistants use Pupil: mcp. */
import type { Command } from "commander";
import type { Session } from "./session";

interface McpFlags {
  readonly allowTraining?: boolean;
}

/** Adds the command. */
export function addMcpCommand(program: Command, session: Session): void {
  program
    .command("mcp")
    .summary("serve tools to assistants by the Model Context Protocol")
    .description(
      "Lets an assistant scan data sets, list runs, read metrics, evaluate and classify, over" +
        " standard input and output, in one folder and nowhere else. It trains only when that is" +
        " allowed. The client starts this command by itself, and ends it.",
    )
    .argument("<folder>", "the workspace: no path may lead out of it, by links either")
    .option("--allow-training", "also offer tools that start and stop a training")
    .addHelpText(
      "after",
      '\nExample of a client\'s settings:\n  "pupil": { "command": "pupil", "args": ["mcp", "/home/me/pictures"] }',
    )
    .action(async (folder: string, { allowTraining }: McpFlags) => {
      // standard output is the protocol's alone
      await session.work({ quiet: true }, async ({ service, context, listen }) => {
        const { Workspace } = await import("../mcp/workspace");
        const { Trainings } = await import("../mcp/trainings");
        const { serveOverStdio } = await import("../mcp/server");
        const onError = (error: unknown) => {
          const text = error instanceof Error ? (error.stack ?? "") : String(error);
          process.stderr.write(`${text}\n`);
        };
        const trainings = new Trainings(service, onError);
        listen({
          runChanged: (run) => {
            trainings.runChanged(run);
          },
        });
        const options = {
          service,
          workspace: await Workspace.at(folder),
          trainings,
          allowsTraining: allowTraining === true,
          onError,
        };
        await serveOverStdio(options, context.signal);
      });
    });
}
