/** The command that answers over HTTP on this machine: serve. */
import { join } from "node:path";
import type { Command } from "commander";
import { number } from "./options";
import type { Session, Tools } from "./session";
import { counted } from "./table";

interface ServeFlags {
  readonly port: number;
  readonly json?: boolean;
}

/** Resolves when Ctrl-C was pressed. */
async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
}

function greeting(run: string, { address, page }: { readonly address: string; page: string }) {
  return [
    `${run} answers on this machine alone, until Ctrl-C.`,
    `Page:   ${page}`,
    `Script: curl --data-binary @picture.jpg -H "Authorization: Bearer TOKEN" ${address}/classify`,
    "        TOKEN is what stands behind #token= above; it is a new one each time.",
    `API:    ${address}/openapi.json`,
  ].join("\n");
}

async function serve(
  run: string,
  { port }: ServeFlags,
  { service, context, models, announce }: Tools,
): Promise<string> {
  const { runDirectory } = await import("../runs/folder");
  const { startServer } = await import("../serve/server");
  const directory = runDirectory(run);
  await service.predict({ run: directory, pictures: [] }, context); // a run that cannot answer says so now
  const server = await startServer({
    run: directory,
    models: await models(),
    port,
    pageFolder: join(__dirname, "webview"), // beside the bundle that this code is in
    onError: (error) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? "") : String(error)}\n`);
    },
  });
  const { address, token } = server;
  const page = `${address}/#token=${token}`;
  announce({
    value: { run: directory, address, token, page },
    text: greeting(run, { address, page }),
  });
  await stopped(context.signal);
  await server.close();
  return `Stopped after ${counted(server.answered(), "picture")}.`;
}

/** Adds the command. */
export function addServeCommand(program: Command, session: Session): void {
  program
    .command("serve")
    .summary("classify pictures over HTTP, on this machine")
    .description(
      "Answers at 127.0.0.1, which no other machine reaches: a page to drop pictures on, and POST" +
        " /classify for programs, which takes the bytes of one picture (32 MiB at most) and gives" +
        " JSON. Both need the token that is written at the start. The model stays loaded while it" +
        " is used, and a newer checkpoint of the run is taken by itself. Ctrl-C ends it when what" +
        " it is doing is done.",
    )
    .argument("<run>", "folder of the run")
    .option("--port <n>", "0 takes one that is free", number, 0)
    .option("--json", "write address and token as one JSON document")
    .addHelpText("after", "\nExample:\n  $ pupil serve pets/.pupil/runs/species-catDogNet-...")
    .action(async (run: string, flags: ServeFlags) => {
      await session.work({ ...flags, quiet: true }, async (tools) => {
        const end = await serve(run, flags, tools);
        if (flags.json !== true) tools.say(end);
      });
    });
}
