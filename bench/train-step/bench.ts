/** Training steps a second beside PyTorch's, with the same network, batch, size and threads, in turn. */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { python } from "../../test/skip";
import { bundle } from "../bundle";
import { type BenchRow, median, rowOf } from "../row";

interface Timed {
  readonly seconds: readonly number[];
  readonly peakMiB: number;
  readonly version: string;
}

interface Step {
  readonly network: string;
  readonly batch: number;
  readonly size: number;
}

const STEPS: readonly Step[] = [
  { network: "catDogNet", batch: 32, size: 128 },
  { network: "resnet34", batch: 32, size: 128 },
];

function timed(command: string, args: readonly (string | number)[]): Timed {
  const run = spawnSync(command, args.map(String), { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "") as Timed;
}

function measure({ network, batch, size }: Step, options: { repeats: number; steps: number }) {
  const folder = resolve("bench/train-step");
  const shared = [network, batch, size, options.steps] as const;
  const torch = [join(folder, "peer.py"), ...shared, availableParallelism()];
  const program = bundle("ours", "bench/train-step/ours.ts");
  const pairs: { ours: Timed; peer: Timed }[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    const ours = timed(process.execPath, [program, ...shared]);
    // PyTorch has two memory formats; the faster one is the peer
    const both = [timed(python, torch), timed(python, [...torch, "channels_last"])];
    both.sort((a, b) => median(a.seconds) - median(b.seconds));
    const [peer] = both;
    if (peer !== undefined) pairs.push({ ours, peer });
  }
  return pairs;
}

/** One row a network. */
export function benchTrainStep(options: { readonly quick: boolean }): BenchRow[] {
  const counts = options.quick ? { repeats: 1, steps: 3 } : { repeats: 3, steps: 5 };
  return (options.quick ? STEPS.slice(0, 1) : STEPS).map((step) => {
    const pairs = measure(step, counts);
    const rate = ({ seconds }: Timed) => step.batch / median(seconds);
    const peak = (side: "ours" | "peer") => Math.max(...pairs.map((pair) => pair[side].peakMiB));
    return rowOf(
      pairs.map(({ ours, peer }) => ({ ours: rate(ours), peer: rate(peer) })),
      {
        work: `training step, ${step.network}, batch ${step.batch}, ${step.size} pixels`,
        unit: "pictures/s",
        peerName: `PyTorch ${pairs[0]?.peer.version ?? ""}, faster memory format`,
        note: `peak memory ${peak("ours").toFixed(0)} MiB, peer ${peak("peer").toFixed(0)} MiB`,
      },
    );
  });
}
