// Runs an exported model on bytes from standard input: run.mjs MODEL SHAPE OUTPUT...; prints the outputs as JSON.
import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";

const [model, shape, ...names] = process.argv.slice(2);
const session = await InferenceSession.create(model);
const inputs = new Tensor("uint8", new Uint8Array(readFileSync(0)), JSON.parse(shape));
const results = await session.run({ inputs });
console.log(JSON.stringify(names.map((name) => [...results[name].data])));
