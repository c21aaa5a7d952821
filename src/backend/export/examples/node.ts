/** Programs for Node that use an export: what it needs, nothing of Pupil's. */
import type { Description } from "../description";

/** Reads a picture as training does; both programs begin so. */
function reading({ imageSize, targets }: Description): string {
  const answers = targets.map(({ name, output, classes }) => ({ name, output, classes }));
  return `const size = ${imageSize};
const targets = ${JSON.stringify(answers)};

/** RGB bytes [size, size, 3] of a picture: turned as EXIF says, on white, stretched by a linear filter. */
async function read(picture) {
  const { data, info } = await sharp(picture, { ignoreIcc: true })
    .autoOrient()
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .resize(size, size, { fit: "fill", kernel: "linear", fastShrinkOnLoad: false })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return info.channels === 3 ? data : Buffer.from([...data].flatMap((grey) => [grey, grey, grey]));
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
  const inputs = new Tensor("uint8", await read(picture), [1, size, size, 3]);
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
