// Shows the whole way as a person would go it, with the command line: draw, scan, train, evaluate, classify.
// usage: npm run demo (builds first)
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const folder = join("demo", "pets");

/**
 * Chosen for the clock, not for the last percent: pictures of 64 pixels are a quarter of the work of
 * the notebook's 128 and still show the shape of a head; training from scratch at the notebook's
 * 1e-5 would take far more than its 15 epochs, at 3e-4 it takes 8.
 */
const settings = ["--image-size", "64", "--batch", "32", "--lr", "3e-4", "--epochs", "8"];

/** What the demo promises of the test pictures. */
const leastAccuracy = 0.9;

/** Runs `pupil` as typed; its progress shows on a terminal. With `json` gives the answer instead of showing it. */
function pupil(argv, json = false) {
  if (!json) console.log(`\n$ pupil ${argv.join(" ")}`);
  const quiet = process.stderr.isTTY ? [] : ["--quiet"];
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [join("dist", "cli.js"), ...argv, ...quiet, ...(json ? ["--json"] : [])],
    { stdio: ["inherit", json ? "pipe" : "inherit", "inherit"], maxBuffer: 1e8, encoding: "utf8" },
  );
  if (status !== 0) {
    if (json && stdout) console.error(JSON.parse(stdout).error?.message);
    process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
  }
  return json ? JSON.parse(stdout) : undefined;
}

/** Four test pictures of each class, spread over the breeds. */
function someOf({ predictions, classes }) {
  return classes.flatMap((_, actual) => {
    const of = predictions.filter((prediction) => prediction.actual === actual);
    return [0, 1, 2, 3].map((quarter) => of[Math.floor((quarter * of.length) / 4)]?.path);
  });
}

function sizeOf(file) {
  const { size } = statSync(file);
  const text = size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`;
  return text.padStart(8);
}

function listing(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => `  ${sizeOf(file)}  ${relative("", file)}`);
}

const startedAt = performance.now();
pupil(["sample", folder, "--images", "1200"]);
pupil(["scan", folder]);
pupil(["train", folder, "--network", "catDogNet", "--target", "species", ...settings]);

const [newest] = pupil(["runs", folder], true);
const run = relative("", newest.directory);
pupil(["evaluate", run]);
const evaluation = pupil(["evaluate", run], true);
const pictures = someOf(evaluation).map((path) => join(folder, path));
pupil(["predict", run, ...pictures]);

const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
const accuracy = (evaluation.accuracy * 100).toFixed(1);
console.log(`
Done in ${minutes} minutes: catDogNet tells cats from dogs on ${accuracy} % of
${evaluation.predictions.length} test pictures that it never saw. Written:

${listing(run).join("\n")}

Pictures: ${folder}; try \`node dist/cli.js --help\`.`);
if (evaluation.accuracy < leastAccuracy) {
  console.error(`That is less than the ${leastAccuracy * 100} % that this demo promises.`);
  process.exitCode = 1;
}
