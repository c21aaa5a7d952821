/** The command that shows what in a picture speaks for a class: explain. */
import { basename, extname, join, resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../protocol/errors";
import type { Explanation } from "../../protocol/explanation";
import { assertReplaceable } from "../util/files";
import { explanationText } from "./explanationText";
import { common } from "./options";
import type { CommonOptions, Session } from "./session";

interface ExplainFlags extends CommonOptions {
  readonly class?: string;
  readonly target?: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** Where each picture's overlay goes: into the file or, for several pictures, into the folder. */
function overlayFile(picture: string, output: string, pictures: readonly string[]): string {
  if (pictures.length === 1) {
    if (/^\.jpe?g$/i.test(extname(output))) return resolve(output);
    throw new UserError("invalid-argument", `--output must be a .jpg file, not ${output}.`);
  }
  const name = basename(picture, extname(picture));
  const namesakes = pictures.filter((other) => basename(other, extname(other)) === name);
  const suffix = namesakes.length > 1 ? `-${namesakes.indexOf(picture) + 1}` : "";
  return resolve(join(output, `${name}${suffix}-explained.jpg`));
}

/** Adds the command. */
export function addExplainCommand(program: Command, session: Session): void {
  common(program.command("explain").summary("see what in a picture speaks for a class"))
    .description(
      "Shows which places of a picture speak for a class, by Grad-CAM: as a small map here and," +
        " with --output, as a JPEG file of the picture with the map over it, yellow where most" +
        " does. The map says where the network looked, not why; at places that speak against" +
        " the class it is as dark as at those that say nothing.",
    )
    .argument("<run>", "folder of the run")
    .argument("<picture...>", "paths of pictures")
    .option("--class <name>", "which class (default: the most probable one)")
    .option("--target <name>", "which of two targets (default: that of the class, or the first)")
    .option("--output <file>", "a .jpg file to write; for several pictures a folder")
    .option("--force", "replace files that exist")
    .addHelpText("after", "\nExample:\n  $ pupil explain RUN cat.jpg --class dog --output why.jpg")
    .action(async (run: string, given: string[], flags: ExplainFlags) => {
      const { class: wanted, target, output, force, ...options } = flags;
      await session.answer(options, async ({ service, context }) => {
        const pictures = [...new Set(given)];
        const requests = pictures.map((picture) => {
          const request = { run, picture, target, class: wanted };
          if (output === undefined) return request;
          const file = overlayFile(picture, output, pictures);
          assertReplaceable(file, force); // before anything is written
          return { ...request, overlay: { file, replace: force } };
        });
        const value: Explanation[] = [];
        for (const request of requests) value.push(await service.explain(request, context));
        return { value, text: value.map(explanationText).join("\n\n") };
      });
    });
}
