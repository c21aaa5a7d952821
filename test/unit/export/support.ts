// Runs to export, and pictures of all kinds to try them on.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { scan } from "../../../src/backend/dataset/scan";
import { decodeRgb } from "../../../src/backend/dataset/image";
import { chooseEngine } from "../../../src/backend/engine";
import { Models } from "../../../src/backend/evaluate/models";
import { predict } from "../../../src/backend/evaluate/predict";
import { checkpointPath } from "../../../src/backend/runs/checkpoints";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { Random } from "../../../src/backend/util/random";
import { type NamedArray, readTensors, writeTensors } from "../../../src/backend/util/safetensors";
import { rowsOf } from "../../../src/backend/util/softmax";
import { fieldsOf } from "../../../src/backend/weights/onnx/fields";
import type { NetworkName } from "../../../src/protocol/network";
import type { RequestedConfig } from "../../../src/protocol/training";
import { blocks } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";

export const context = silentContext();

/** Draws the data set, with a second label, into folder/shades. */
export async function prepare(folder: string): Promise<void> {
  const directory = join(folder, "shades");
  await drawShades(directory, 12);
  const rows = ["above", "below"].flatMap((name) =>
    Array.from({ length: 12 }, (_, index) => {
      const parity = ["zero", "one", "two"][index % 3]!;
      return `${name}/${name}_${index}.png,${name},${parity}`;
    }),
  );
  writeFileSync(join(directory, "labels.csv"), ["path,shade,third", ...rows].join("\n"));
  await scan({ directory, rule: { kind: "csv" } }, context);
  // where the examples find their packages
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
}

/** Makes the last layer give logits around 0, 1 apart, on these pictures: else one class would be sure of all. */
async function spread(run: string, all: readonly string[], weights: Map<string, NamedArray>) {
  const models = new Models(chooseEngine);
  const logits = await models.use(run, async (model) => {
    const { imageSize } = model.record.config;
    const decoded = await Promise.all(all.map((path) => decodeRgb(path, imageSize)));
    return rowsOf(await model.infer(Buffer.concat(decoded), all.length), all.length);
  });
  models.dispose();
  const name = [...weights.keys()].findLast((each) => each.endsWith(".weight"))!;
  const weight = weights.get(name)!.data;
  const bias = weights.get(name.replace(/weight$/, "bias"))!.data;
  const features = weight.length / bias.length;
  for (let index = 0; index < bias.length; index++) {
    const own = logits.map((row) => row[index]!);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const std = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length);
    bias[index] = (bias[index]! - mean) / std;
    for (let at = index * features; at < (index + 1) * features; at++)
      weight[at] = weight[at]! / std;
  }
}

/** Trains a little, then makes all arrays as uneven as long training does. */
export async function runOf(
  from: { readonly folder: string; readonly pictures: Pictures },
  network: NetworkName,
  more: Partial<RequestedConfig> = {},
): Promise<string> {
  const { folder } = from;
  // MobileNetV2's numbers die out from layer to layer unless its normalisations know their statistics.
  const isLearned = network === "mobileNetV2";
  const engine = isLearned ? await chooseEngine("cpu") : testEngine();
  const steps = isLearned ? { epochs: 16, batch: 4 } : { epochs: 1, batch: 8 };
  const config = { network, target: "shade", imageSize: 64, ...steps, ...more };
  const request = { directory: join(folder, "shades"), config };
  const { directory } = await train(request, toolsOf(engine), context);
  const path = checkpointPath(directory, "best");
  const { arrays, metadata } = await readTensors(path);
  const random = Random.of(27, network);
  for (const [name, { data }] of arrays) {
    const isNorm = arrays.has(name.replace(/\.\w+$/, ".running_var"));
    if (isLearned && name.includes("running_")) continue;
    // scales, variances around 1; shifts, means around 0; biases
    if (isNorm)
      for (let i = 0; i < data.length; i++) data[i] = data[i]! + random.between(-0.2, 0.2);
    if (name.endsWith("bias")) {
      for (let i = 0; i < data.length; i++) data[i] = data[i]! + random.between(-0.1, 0.1);
    }
  }
  await writeTensors(path, { arrays, metadata });
  const { exact, kinds } = from.pictures;
  await spread(directory, [...exact, ...kinds], new Map(arrays));
  await writeTensors(path, { arrays, metadata });
  return directory;
}

export interface Pictures {
  /** Of the network's size: nothing is resized. */
  readonly exact: readonly string[];
  /** Read in ways of their own: larger, smaller, grey, turned, transparent, of 16 bits. */
  readonly kinds: readonly string[];
}

/** Writes pictures into the folder. */
export async function drawPictures(folder: string): Promise<Pictures> {
  const path = (name: string) => join(folder, name);
  // from the small drawing up to a photograph's size, softly
  const photo = async (seed: number, width: number, height: number) =>
    sharp(await blocks(seed).png().toBuffer()).resize(width, height, { fit: "fill" });
  const exact = [6, 7, 8].map((seed) => path(`exact${seed}.png`));
  for (const [index, file] of exact.entries()) await (await photo(index, 64, 64)).toFile(file);
  await (await photo(1, 300, 200)).jpeg({ quality: 95 }).toFile(path("larger.jpg"));
  await (await photo(2, 50, 40)).jpeg({ quality: 95 }).toFile(path("smaller.jpg"));
  await (await photo(3, 200, 180)).greyscale().jpeg({ quality: 95 }).toFile(path("grey.jpg"));
  const turned = (await photo(4, 220, 150)).withMetadata({ orientation: 6 });
  await turned.jpeg({ quality: 95 }).toFile(path("turned.jpg"));
  await (await photo(5, 160, 150)).ensureAlpha(0.5).png().toFile(path("transparent.png"));
  const deep = (await photo(6, 120, 100)).toColourspace("grey16").png();
  await deep.toFile(path("grey16.png"));
  const names = ["larger.jpg", "smaller.jpg", "grey.jpg", "turned.jpg", "transparent.png"];
  const kinds = [...names, "grey16.png"];
  return { exact, kinds: kinds.map(path) };
}

/** What an example says of a picture: by target the classes with their probabilities. */
export type Answer = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What `pupil predict` says, on the real engine. */
export async function predicted(run: string, all: readonly string[]): Promise<readonly Answer[]> {
  const models = new Models(chooseEngine);
  const { target, secondTarget, predictions } = await predict(
    { run, pictures: all },
    models,
    context,
  );
  models.dispose();
  return predictions.map(({ top, second, error }) => {
    assert.equal(error, undefined);
    const named = (ranked: typeof top) =>
      Object.fromEntries(ranked.map(({ name, probability }) => [name, probability]));
    const others = second && secondTarget !== undefined && { [secondTarget]: named(second) };
    return { [target]: named(top), ...others };
  });
}

/** Runs an example as a person would; fails when it does. */
export function answersOf(
  command: readonly string[],
  all: readonly string[],
  env: NodeJS.ProcessEnv = {},
): readonly Answer[] {
  const [program = "", ...rest] = command;
  const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(program, [...rest, ...all], options);
  assert.equal(status, 0, stderr);
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line, index) => {
    const { picture, ...answer } = JSON.parse(line) as { readonly picture: string };
    assert.equal(picture, all[index]);
    return answer;
  });
}

/** The largest difference of any probability; both must name the same targets and classes. */
function difference(ours: readonly Answer[], theirs: readonly Answer[]): number {
  assert.equal(theirs.length, ours.length);
  const differences = ours.flatMap((answer, index) =>
    Object.entries(answer).flatMap(([target, classes]) => {
      const other = theirs[index]![target] ?? {};
      assert.deepEqual(Object.keys(other).sort(), Object.keys(classes).sort());
      return Object.entries(classes).map(([name, value]) => Math.abs(value - other[name]!));
    }),
  );
  return Math.max(...differences);
}

/** What rounding in float32 makes of probabilities. */
export const ROUNDING = 1e-4;

/**
 * The examples resize within 1 of 255 of ours, as Pillow does, and JPEG's decoders differ as much; that
 * moved catDogNet's probabilities by up to 0.0014, with a last layer that keeps them far from 0 and 1.
 */
export const RESIZING = 0.01;

/** Fails when an example's answers are not those of `pupil predict`. */
export function assertAlike(
  ours: readonly Answer[],
  theirs: readonly Answer[],
  tolerance: number,
): void {
  const most = difference(ours, theirs);
  assert.ok(most < tolerance, `probabilities differ by ${most}`);
}

/** The model's own fields: versions, operator sets, and what the metadata says. */
export function headOf(path: string) {
  const text = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString("utf8");
  const fields = [...fieldsOf(readFileSync(path))];
  const of = (id: number) => fields.filter((field) => field.id === id).map(({ value }) => value);
  const nested = (value: unknown) =>
    new Map([...fieldsOf(value as Uint8Array)].map((field) => [field.id, field.value]));
  return {
    irVersion: of(1)[0],
    opsets: of(8).map((value) => [text(nested(value).get(1) ?? []), nested(value).get(2)]),
    metadata: Object.fromEntries(
      of(14).map((value) => [text(nested(value).get(1)), text(nested(value).get(2))]),
    ),
  };
}
