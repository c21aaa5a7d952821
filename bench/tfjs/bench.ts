/** TensorFlow.js's backends that need no native code: what a Node program would otherwise compute with. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { NetworkName } from "../../src/protocol/network";
import { type BenchRow, median, rowOf } from "../row";

interface Timed {
  readonly seconds: readonly number[];
  readonly version: string;
}

interface Case {
  readonly backend: "wasm" | "cpu";
  readonly kind: "train" | "infer";
  readonly network: NetworkName;
  readonly batch: number;
  readonly imageSize: number;
  readonly calls: number;
}

/** Small, for their sake. The WASM backend has no gradient of a convolution's kernel, so it cannot train. */
const CASES: readonly Case[] = [
  { backend: "wasm", kind: "infer", network: "mobileNetV2", batch: 8, imageSize: 128, calls: 5 },
  { backend: "wasm", kind: "infer", network: "resnet50", batch: 4, imageSize: 128, calls: 3 },
  { backend: "cpu", kind: "train", network: "mobileNetV2", batch: 2, imageSize: 32, calls: 1 },
];

const NAMES = { wasm: "WASM", cpu: "JavaScript" } as const;
const WORK = { train: "training step", infer: "inference" } as const;

function timed(side: string, { kind, network, batch, imageSize, calls }: Case): Timed {
  const script = join(resolve("bench/tfjs"), "side.ts");
  const args = ["--import", "tsx", script, side, kind, network, batch, imageSize, calls].map(
    String,
  );
  const run = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr.slice(-2000));
  return JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "") as Timed;
}

function tfjsRow(one: Case, repeats: number): BenchRow {
  const { backend, kind, network, batch, imageSize } = one;
  let version = "";
  const rate = ({ seconds }: Timed) => batch / median(seconds);
  const pairs = Array.from({ length: repeats }, () => {
    const ours = timed("onnx", one);
    const peer = timed(backend, one);
    ({ version } = peer);
    return { ours: rate(ours), peer: rate(peer) };
  });
  return rowOf(pairs, {
    work: `${WORK[kind]}, ${network}, batch ${batch}, ${imageSize} pixels`,
    unit: "pictures/s",
    peerName: `TensorFlow.js ${version}, ${NAMES[backend]} backend`,
  });
}

/** All rows; quick leaves out the larger network. */
export function benchTfjs({ quick }: { readonly quick: boolean }): BenchRow[] {
  const cases = quick ? CASES.filter(({ network }) => network === "mobileNetV2") : CASES;
  return cases.map((one) => tfjsRow(one, quick ? 1 : 3));
}
