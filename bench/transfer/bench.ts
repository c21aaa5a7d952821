/** Transfer learning: backbones in use beside PyTorch's, head epochs beside full ones, and what it is good for. */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { python } from "../../test/skip";
import { type BenchRow, median, rowOf } from "../row";
import { benchPets } from "./pets";

interface Timed {
  readonly seconds: readonly number[];
  readonly version: string;
}

const SIZE = 224;
const BATCH = 32;
const NETWORKS = ["resnet50", "mobileNetV2"] as const;

function output(command: string, args: readonly (string | number)[]): unknown {
  const run = spawnSync(command, args.map(String), { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "");
}

const folder = (name: string) => resolve("bench/transfer", name);

function ours(script: string, args: readonly (string | number)[]): unknown {
  return output(process.execPath, ["--import", "tsx", folder(script), ...args]);
}

/** Pictures a second through a backbone. */
function featureRow(network: string, options: { repeats: number; calls: number }): BenchRow {
  const shared = [network, BATCH, SIZE, options.calls] as const;
  const torch = [folder("peer.py"), ...shared, availableParallelism()];
  const rate = ({ seconds }: Timed) => BATCH / median(seconds);
  let version = "";
  const pairs = Array.from({ length: options.repeats }, () => {
    const own = ours("features.ts", shared) as Timed;
    // PyTorch has two memory formats; the faster one is the peer
    const both = [output(python, torch), output(python, [...torch, "channels_last"])] as Timed[];
    version = both[0]?.version ?? "";
    return { ours: rate(own), peer: Math.max(...both.map(rate)) };
  });
  return rowOf(pairs, {
    work: `features, ${network}, batch ${BATCH}, ${SIZE} pixels`,
    unit: "pictures/s",
    peerName: `PyTorch ${version}, faster memory format`,
  });
}

/** Pictures a second that a head learns from, beside those of the whole network. */
function headRow(network: string, options: { repeats: number; calls: number }): BenchRow {
  const pairs = Array.from({ length: options.repeats }, () => {
    const { head, whole } = ours("head.ts", [network, BATCH, SIZE, options.calls]) as {
      head: number;
      whole: number;
    };
    return { ours: BATCH / head, peer: BATCH / whole };
  });
  return rowOf(pairs, {
    work: `epochs of the head from cached features, ${network}, ${SIZE} pixels`,
    unit: "pictures/s",
    peerName: "full epochs",
  });
}

/** All rows; quick leaves out the slower network and draws fewer pets. */
export async function benchTransfer({ quick }: { readonly quick: boolean }): Promise<BenchRow[]> {
  const counts = quick ? { repeats: 1, calls: 2 } : { repeats: 3, calls: 5 };
  const networks = quick ? NETWORKS.slice(1) : NETWORKS;
  return [
    ...networks.map((network) => featureRow(network, counts)),
    headRow("mobileNetV2", { ...counts, calls: 2 }),
    ...(await benchPets(quick ? { images: 240, epochs: 2 } : { images: 1200, epochs: 6 })),
  ];
}
