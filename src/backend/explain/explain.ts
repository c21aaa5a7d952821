/** Shows what in a picture speaks for a class, by a trained run. */
import { UserError } from "../../protocol/errors";
import type { ExplainRequest, Explanation } from "../../protocol/explanation";
import { decodeRgb } from "../dataset/image";
import type { HeatMap } from "../evaluate/explainer";
import type { Models } from "../evaluate/models";
import { ranked } from "../evaluate/predict";
import { runDirectory } from "../runs/folder";
import type { RunRecord } from "../runs/schema";
import { type RunTarget, targetsOf } from "../runs/targets";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { writeOverlay } from "./overlay";

/** The target that is asked about, by its name or by that of a class. */
function targetFor(record: RunRecord, request: ExplainRequest): RunTarget {
  const targets = targetsOf(record);
  const { target, class: wanted } = request;
  if (target !== undefined) {
    const named = targets.find(({ name }) => name === target);
    if (named !== undefined) return named;
    const names = targets.map(({ name }) => name).join(" and ");
    throw new UserError("unknown-target", `This run does not learn "${target}", but ${names}.`);
  }
  if (wanted === undefined) return targets[0];
  return targets.find(({ classes }) => classes.includes(wanted)) ?? targets[0];
}

/** The place of a class among those of its target. */
function classIndex({ name: target, classes }: RunTarget, name: string): number {
  const index = classes.indexOf(name);
  if (index >= 0) return index;
  const known = classes.join(", ");
  throw new UserError("invalid-argument", `The run knows no ${target} "${name}", but ${known}.`);
}

/** Values 0..1, of which the highest is 1 unless all are 0. */
function scaled({ values }: HeatMap): number[] {
  const highest = Math.max(...values);
  return Array.from(values, (value) => (highest > 0 ? value / highest : 0));
}

/** Explains one picture; "run-unfinished" when the run has no checkpoint yet. */
export async function explain(
  request: ExplainRequest,
  models: Models,
  context: TaskContext,
): Promise<Explanation> {
  const directory = runDirectory(request.run);
  return await models.use(directory, async (model) => {
    const { record } = model;
    const target = targetFor(record, request);
    if (request.class !== undefined) classIndex(target, request.class);
    const pixels = await decodeRgb(request.picture, record.config.imageSize);
    throwIfCancelled(context.signal);
    const all = ranked(await model.infer(pixels, 1), target);
    const name = request.class ?? all[0]?.name ?? "";
    throwIfCancelled(context.signal);
    const map = await model.explain(pixels, target.from + classIndex(target, name));
    const explanation: Explanation = {
      run: directory,
      picture: request.picture,
      target: target.name,
      class: name,
      probability: all.find((each) => each.name === name)?.probability ?? 0,
      ranked: all,
      height: map.height,
      width: map.width,
      values: scaled(map),
    };
    if (request.overlay) await writeOverlay(explanation, request.overlay);
    return explanation;
  });
}
