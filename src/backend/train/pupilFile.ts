/** pupil.json: a training run as a file that an editor can complete and check. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import type { SweepPlan } from "../../protocol/sweep";
import { toUserError } from "../util/files";
import { configSchema, type GivenConfig, parseSettings } from "./config";
import { parsePlan, sweepSchema } from "./sweepPlan";

const pupilFileSchema = z.strictObject({
  $schema: z.string().optional().describe("Where an editor finds this schema."),
  dataset: z
    .string()
    .min(1)
    .meta({
      description: "The folder of pictures, relative to this file.",
      examples: ["pets"],
    }),
  ...configSchema.shape,
  sweep: sweepSchema.optional(),
});

/** The same, but that what is wrong with a sweep is said by itself. */
const readSchema = pupilFileSchema.extend({ sweep: z.unknown().optional() });

const EXPECTED = {
  dataset: "the path of a folder of pictures",
  $schema: "a text",
  sweep: "an object of search, settings and the like",
};

/** What a pupil.json file asks for. */
export interface PupilFile {
  /** Absolute. */
  readonly dataset: string;
  /** As it is written: what is left out, training completes. */
  readonly config: GivenConfig;
  /** What to try, where the file says a sweep. */
  readonly sweep?: SweepPlan;
}

/** The JSON schema of pupil.json files, for editors; schemas/pupil.schema.json is this. */
export function pupilJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(pupilFileSchema, { target: "draft-7", io: "input" });
  return {
    $schema,
    title: "A training run of Pupil",
    description: "What to train on which pictures; `pupil train --config pupil.json` runs it.",
    ...rest,
    defaultSnippets: [
      {
        label: "Train catDogNet on species",
        body: { dataset: "${1:pets}", network: "catDogNet", target: "${2:species}" },
      },
    ],
  };
}

/** Weights beside the file, where it names such; else a name in the store. */
function weightsFrom(folder: string, weights: string): string {
  const file = resolve(folder, weights);
  return existsSync(file) ? file : weights;
}

/** The plan, with weights that it names beside the file, too. */
function planFrom(folder: string, plan: SweepPlan): SweepPlan {
  const { weights } = plan.settings;
  if (weights === undefined || "min" in weights) return plan;
  const found = weights.map((each) => weightsFrom(folder, String(each)));
  return { ...plan, settings: { ...plan.settings, weights: found } };
}

function settingsOf(
  folder: string,
  { $schema: _schema, dataset, weights, sweep, ...config }: z.infer<typeof readSchema>,
): PupilFile {
  return {
    dataset: resolve(folder, dataset),
    config: { ...config, ...(weights && { weights: weightsFrom(folder, weights) }) },
    ...(sweep !== undefined && { sweep: planFrom(folder, parsePlan(sweep)) }),
  };
}

/** Reads a pupil.json file; what does not fit is the UserError "invalid-config". */
export async function readPupilFile(path: string): Promise<PupilFile> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw toUserError(error, path);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = `${path} is not JSON: ${error instanceof Error ? error.message : ""}.`;
    throw new UserError("invalid-config", message, { cause: error });
  }
  return settingsOf(dirname(path), parseSettings(readSchema, value, EXPECTED));
}
