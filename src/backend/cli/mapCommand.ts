/** The command that lays a run's pictures out: map. */
import { type Command, Option } from "commander";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import type { EmbeddingMap } from "../../protocol/embedding";
import { csvPath, csvRow } from "../util/csv";
import { assertReplaceable, writeFileAtomic } from "../util/files";
import { common, number } from "./options";
import type { CommonOptions, Session } from "./session";
import { counted, grouped, percent } from "./table";

interface MapFlags extends CommonOptions {
  readonly split?: SplitName;
  readonly neighbours?: number;
  readonly minDistance?: number;
  readonly seed?: number;
  readonly output?: string;
  readonly force?: boolean;
  readonly last?: boolean;
}

/** One row a picture, with what it is and what the network says for each target. */
export function mapTable({ targets, points }: EmbeddingMap): string {
  const own = targets.flatMap(({ name }) => [name, `${name} predicted`, `${name} probability`]);
  const head = ["path", "split", "generated", "x", "y", ...own];
  const rows = points.map(({ path, split, generated, x, y, answers }) => [
    csvPath(path),
    split,
    generated === true ? "yes" : "no",
    x,
    y,
    ...answers.flatMap(({ actual, predicted, probability }, which) => {
      const classes = targets[which]?.classes ?? [];
      return [classes[actual ?? -1] ?? "", classes[predicted] ?? "", probability];
    }),
  ]);
  return [head, ...rows].map(csvRow).join("");
}

function mapText(map: EmbeddingMap, output: string | undefined): string {
  const { points, features, neighbours, trustworthiness, missing, seconds } = map;
  return [
    `${counted(points.length, "picture")} laid out by ${grouped(features)} numbers each and` +
      ` ${neighbours} neighbours in ${seconds.toFixed(1)} s.`,
    `Trustworthiness: ${percent(trustworthiness)} (50 % by chance).`,
    ...(missing > 0
      ? [`${counted(missing, "picture")} of the run are gone or have changed since.`]
      : []),
    output === undefined ? "Kept in the run as map.json." : `Written to ${output}.`,
  ].join("\n");
}

/** Adds the command. */
export function addMapCommand(program: Command, session: Session): void {
  const splits = new Option("--split <name>", "only these pictures").choices(SPLIT_NAMES);
  common(program.command("map").summary("lay a run's pictures out in two dimensions"))
    .description(
      "Lays the pictures of a run out so that those which the network finds alike lie side by" +
        " side: what its last layer reads, by UMAP (McInnes, Healy, Melville, 2018). The map is" +
        " kept in the run, and its evaluation dashboard shows it.",
    )
    .argument("<run>", "folder of the run")
    .addOption(splits)
    .option("--neighbours <n>", "near pictures that each stays close to (default: 15)", number)
    .option("--min-distance <x>", "how close pictures may come, 0..1 (default: 0.1)", number)
    .option("--seed <n>", "another seed is another map (default: 27)", number)
    .option("--output <file>", "also write it as a table (CSV)")
    .option("--force", "replace a file that exists")
    .option("--last", "do not make a map: take the one that is kept")
    .addHelpText("after", "\nExample:\n  $ pupil map pets/.pupil/runs/NAME --output map.csv")
    .action(async (run: string, { output, force, last, ...flags }: MapFlags) => {
      await session.answer(flags, async ({ service, context }) => {
        const { split, neighbours, minDistance, seed } = flags;
        if (output !== undefined) assertReplaceable(output, force); // before it takes its time
        const kept = last === true ? await service.embeddingMap({ run }, context) : null;
        const request = { run, split, neighbours, minDistance, seed };
        const value = kept ?? (await service.embed(request, context));
        if (output !== undefined) await writeFileAtomic(output, mapTable(value));
        return { value, text: mapText(value, output) };
      });
    });
}
