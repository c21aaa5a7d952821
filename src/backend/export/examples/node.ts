/** Programs for Node that use an export: what it needs, nothing of Pupil's. */
import type { Description } from "../description";

/** Reads a picture as training does; both programs begin so. */
function reading({ imageSize, targets }: Description): string {
  const answers = targets.map(({ name, output, classes }) => ({ name, output, classes }));
  return `const size = ${imageSize};
const targets = ${JSON.stringify(answers)};

/** Stretches the middle axis of [lines, length, step] by Pillow's BILINEAR filter; sharp's shifts what it enlarges. */
function stretch(data, lines, length, step) {
  const result = new Float32Array(lines * size * step);
  const reach = Math.max(1, length / size);
  for (let to = 0; to < size; to++) {
    const middle = ((to + 0.5) * length) / size - 0.5;
    const first = Math.max(0, Math.ceil(middle - reach));
    const end = Math.min(length, Math.floor(middle + reach) + 1);
    const near = Array.from({ length: end - first }, (_, tap) => 1 - Math.abs(first + tap - middle) / reach);
    const sum = near.reduce((total, weight) => total + weight);
    for (const [tap, weight] of near.entries())
      for (let line = 0; line < lines; line++)
        for (let at = 0; at < step; at++)
          result[(line * size + to) * step + at] += (weight / sum) * data[(line * length + first + tap) * step + at];
  }
  return result;
}

/** RGB bytes [size, size, 3] of a picture, turned as EXIF says, on white. */
async function read(picture) {
  const image = sharp(picture, { ignoreIcc: true }).autoOrient().flatten({ background: "white" });
  const { data, info } = await image.toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const rgb = channels === 3 ? data : Buffer.from([...data].flatMap((grey) => [grey, grey, grey]));
  return Uint8ClampedArray.from(stretch(stretch(rgb, height, width, 3), 1, height, 3 * size));
}

/** Each target's classes with their probabilities. */
function named(probabilities) {
  return targets.map(({ name, classes }, target) => {
    const pairs = classes.map((label, index) => [label, probabilities[target][index]]);
    return [name, Object.fromEntries(pairs)];
  });
}
`;
}

/** For ONNX Runtime. */
export function onnxForNode(description: Description): string {
  return `// Classifies pictures with the network beside it: npm install onnxruntime-node sharp; node classify.mjs PICTURE...
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";

${reading(description)}
const session = await InferenceSession.create(fileURLToPath(new URL("model.onnx", import.meta.url)));
for (const picture of process.argv.slice(2)) {
  const inputs = new Tensor("uint8", new Uint8Array(await read(picture)), [1, size, size, 3]);
  const results = await session.run({ inputs });
  const answers = named(targets.map(({ output }) => results[output].data));
  console.log(JSON.stringify({ picture, ...Object.fromEntries(answers) }));
}
`;
}

/** For TensorFlow.js; in a browser, \`loadGraphModel\` takes the address of model.json itself. */
export function tfjsForNode(description: Description): string {
  return `// Classifies pictures with the network beside it: npm install @tensorflow/tfjs sharp; node classify.mjs PICTURE...
import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";

${reading(description)}
// In a browser: tf.loadGraphModel("https://.../model.json"), and tf.browser.fromPixels for the pixels.
const file = (name) => readFile(new URL(name, import.meta.url));
const { weightsManifest, ...rest } = JSON.parse(await file("model.json"));
const shards = await Promise.all(weightsManifest[0].paths.map(file));
const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
const weightSpecs = weightsManifest[0].weights;
const model = await tf.loadGraphModel(tf.io.fromMemory({ ...rest, weightSpecs, weightData }));
for (const picture of process.argv.slice(2)) {
  const inputs = tf.tensor4d(await read(picture), [1, size, size, 3], "int32");
  const results = [model.execute({ inputs }, targets.map(({ output }) => output))].flat();
  const answers = named(results.map((result) => result.dataSync()));
  console.log(JSON.stringify({ picture, ...Object.fromEntries(answers) }));
}
`;
}
