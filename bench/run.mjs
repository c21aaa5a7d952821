// Runs all benchmarks and writes bench/RESULTS.md: each row is a ratio to a named peer, measured in turn in the same run.
// usage: npm run bench [-- --quick]   --quick: fewer repeats, printed only, under 5 minutes
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { missingPython } from "../test/skip.ts";
import { benchData, benchGrowth } from "./data/bench.mjs";
import { benchLatency } from "./latency/bench.ts";
import { benchMistakes } from "./mistakes/bench.ts";
import { benchTfjs } from "./tfjs/bench.ts";
import { benchTrainStep } from "./train-step/bench.ts";
import { benchShare } from "./train-step/share.ts";
import { benchTransfer } from "./transfer/bench.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const { quick } = values;

const missing = missingPython(["torch", "torchvision", "skimage"]);
if (missing) {
  console.error(`The peers are not here: ${missing}.`);
  process.exit(1);
}

function machine() {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${model}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.version}`;
}

/** The data set's rows in the common form. */
async function dataRows() {
  const rows = await benchData(quick ? { pictures: 120, repeats: 1 } : {});
  const peerName = "the notebook's path, scikit-image";
  return rows.map((row) => ({ ...row, unit: "pictures/s", peerName }));
}

/** Memory as a data set grows; minutes of drawing, so not in the quick run. */
async function growthRows() {
  if (quick) return [];
  const note = "1 is flat; a picture's record is kept, its pixels are not";
  return [{ ...(await benchGrowth()), unit: "MB", peerName: "itself at fewer pictures", note }];
}

/** Three digits or the whole number. */
const shown = (value) => (value < 100 ? value.toPrecision(3) : value.toFixed(0));

function table(rows) {
  const lines = rows.map(({ work, unit, ours, peer, peerName, ratio, spread, note }) => {
    const numbers = [shown(ours), shown(peer), `${ratio.toFixed(2)} x`, spread.toFixed(2)];
    return `| ${[work, unit, ...numbers, peerName, note ?? ""].join(" | ")} |`;
  });
  const head = "| work | unit | Pupil | peer | ratio | spread | peer's name | note |";
  return [head, "|---|---|---|---|---|---|---|---|", ...lines].join("\n");
}

/** The parts in their order. */
const parts = {
  "training steps": () => benchTrainStep({ quick }),
  "the loop around them": () => benchShare({ quick }),
  "one picture": () => benchLatency({ quick }),
  transfer: () => benchTransfer({ quick }),
  "label mistakes": () => (quick ? [] : benchMistakes()),
  "TensorFlow.js": () => benchTfjs({ quick }),
  "data sets": dataRows,
  growth: growthRows,
};

const rows = [];
for (const [name, measure] of Object.entries(parts)) {
  const startedAt = performance.now();
  rows.push(...(await measure()));
  console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
const text = `# Benchmarks

Written by \`npm run bench\`. ${machine()}; ${new Date().toISOString().slice(0, 10)}.
Ratios are medians of repeats in which Pupil and the peer took turns, as many times better: of rates
Pupil over the peer, of times and memory the peer over Pupil. Spread is the largest ratio over the smallest.

${table(rows)}
`;
console.log(text);
if (!quick) writeFileSync("bench/RESULTS.md", text);
