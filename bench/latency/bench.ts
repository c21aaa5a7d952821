/** One picture, classified as a right-click does: how long it takes warm and cold, and what the backend weighs at rest. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NetworkName } from "../../src/protocol/network";
import { python } from "../../test/skip";
import { type BenchRow, median, percentile, rowOf } from "../row";
import { BackendProcess, bundleBackend } from "./backendProcess";
import { PEER_SCRIPT, type PeerAnswer, PeerProcess } from "./peer";
import { writeRun } from "./run";

/** 3.1 megapixels. */
const [WIDTH, HEIGHT] = [2048, 1536];

interface Case {
  readonly network: NetworkName;
  /** The sizes that they are made for. */
  readonly imageSize: number;
}

const CASES: readonly Case[] = [
  { network: "catDogNet", imageSize: 128 },
  { network: "mobileNetV2", imageSize: 224 },
  { network: "resnet34", imageSize: 224 },
  { network: "resnet50", imageSize: 224 },
];

interface Amount {
  readonly repeats: number;
  readonly calls: number;
}

interface Place {
  /** Where runs are written. */
  readonly root: string;
  readonly picture: string;
  /** The backend's bundle. */
  readonly bundle: string;
}

/** Milliseconds of each call, as the extension waits for them. */
async function timeCalls(calls: number, call: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let done = 0; done < calls; done++) {
    const startedAt = performance.now();
    await call();
    all.push(performance.now() - startedAt);
  }
  return all;
}

const inMs = ({ seconds }: PeerAnswer) => seconds.map((value) => 1000 * value);

/** Of warm processes, in turn. */
async function warmRow(one: Case, place: Place, { repeats, calls }: Amount): Promise<BenchRow> {
  const { network, imageSize } = one;
  const { picture } = place;
  const run = await writeRun(place.root, one);
  const backend = BackendProcess.start(place.bundle, { idleSeconds: 600 });
  const layouts = ["contiguous", "channels_last"] as const;
  const peers = layouts.map((layout) => PeerProcess.start(network, imageSize, layout));
  try {
    const ours: number[][] = [];
    const theirs = peers.map(() => ({ plain: [] as number[][], draft: [] as number[][] }));
    let version = "";
    const ask = () => backend.call("predict", { run, pictures: [picture] });
    await timeCalls(3, ask); // loads, and asks for memory
    for (const peer of peers) {
      version = (await peer.classify({ picture, isDraft: false, count: 3 })).version;
    }
    for (let repeat = 0; repeat < repeats; repeat++) {
      ours.push(await timeCalls(calls, ask));
      for (const [index, peer] of peers.entries()) {
        const work = { picture, count: calls };
        theirs[index]?.plain.push(inMs(await peer.classify({ ...work, isDraft: false })));
        theirs[index]?.draft.push(inMs(await peer.classify({ ...work, isDraft: true })));
      }
    }
    // PyTorch has two memory formats; the faster one is the peer
    const [faster] = theirs.sort((a, b) => median(a.plain.flat()) - median(b.plain.flat()));
    if (faster === undefined) throw new TypeError("there are two peers");
    const { plain, draft } = faster;
    const pairs = ours.map((each, at) => ({ ours: median(each), peer: median(plain[at] ?? []) }));
    const p95 = (values: readonly number[][]) => percentile(values.flat(), 0.95).toFixed(1);
    return rowOf(pairs, {
      work: `classify one picture of 3 megapixels, ${network}, ${imageSize} pixels`,
      unit: "ms, median",
      better: "less",
      peerName: `PyTorch ${version}, Pillow, faster memory format`,
      note:
        `95th percentile ${p95(ours)} ms, peer ${p95(plain)} ms;` +
        ` peer with Pillow's draft mode ${median(draft.flat()).toFixed(1)} ms`,
    });
  } finally {
    await Promise.all([backend.stop(), ...peers.map((peer) => peer.stop())]);
  }
}

/** From the start of a process to its first answer. */
async function coldRow(one: Case, place: Place, repeats: number): Promise<BenchRow> {
  const { network, imageSize } = one;
  const { picture } = place;
  const run = await writeRun(place.root, one);
  const pairs: { ours: number; peer: number }[] = [];
  let version = "";
  for (let repeat = 0; repeat < repeats; repeat++) {
    let startedAt = performance.now();
    const backend = BackendProcess.start(place.bundle, { idleSeconds: 600 });
    await backend.call("predict", { run, pictures: [picture] });
    const ours = (performance.now() - startedAt) / 1000;
    await backend.stop();
    startedAt = performance.now();
    const peer = PeerProcess.start(network, imageSize, "contiguous");
    ({ version } = await peer.classify({ picture, isDraft: false, count: 1 }));
    pairs.push({ ours, peer: (performance.now() - startedAt) / 1000 });
    await peer.stop();
  }
  return rowOf(pairs, {
    work: `from the process's start to its first answer, ${network}`,
    unit: "s",
    better: "less",
    peerName: `PyTorch ${version}, Pillow`,
  });
}

const REST_SECONDS = 1;
/** V8 gives memory back some seconds after the last work. */
const SETTLED_SECONDS = 10;
const MOST_SECONDS = 45;

/** The lowest that a process's memory has come to when it has not fallen for some seconds. */
async function memoryAtRest(backend: BackendProcess): Promise<number> {
  let lowest = backend.memory();
  let fellAt = 0;
  for (let second = 1; second < MOST_SECONDS && second - fellAt < SETTLED_SECONDS; second++) {
    await sleep(1000);
    const now = backend.memory();
    if (now < lowest - 1) fellAt = second;
    lowest = Math.min(lowest, now);
  }
  return lowest;
}

/** What the backend weighs before it has done anything, and when what it had loaded is dropped. */
async function memoryRows(one: Case, place: Place): Promise<[BenchRow, BenchRow]> {
  const { network, imageSize } = one;
  const { picture } = place;
  const run = await writeRun(place.root, one);
  const backend = BackendProcess.start(place.bundle, { idleSeconds: REST_SECONDS });
  const peer = PeerProcess.start(network, imageSize, "contiguous");
  try {
    await backend.call("engines", {});
    const before = backend.memory();
    await timeCalls(10, () => backend.call("predict", { run, pictures: [picture] }));
    const busy = backend.memory();
    const after = await memoryAtRest(backend);
    const answer = await peer.classify({ picture, isDraft: false, count: 10 });
    const row = (work: string, ours: number, note?: string) =>
      rowOf([{ ours, peer: answer.memory }], {
        work,
        unit: "MB",
        better: "less",
        peerName: `PyTorch ${answer.version} with the model`,
        ...(note !== undefined && { note }),
      });
    return [
      row("memory of the backend at rest, engines looked at", before),
      row(
        `memory of the backend at rest after classifying, ${network} dropped`,
        after,
        `${busy.toFixed(0)} MB while the model is kept`,
      ),
    ];
  } finally {
    await Promise.all([backend.stop(), peer.stop()]);
  }
}

/** All rows; quick does the first network, and repeats less. */
export async function benchLatency({ quick }: { readonly quick: boolean }): Promise<BenchRow[]> {
  const root = mkdtempSync(join(tmpdir(), "pupil-latency-"));
  try {
    const picture = join(root, "picture.jpg");
    execFileSync(python, [PEER_SCRIPT, "draw", picture, String(WIDTH), String(HEIGHT)]);
    const place = { root, picture, bundle: bundleBackend() };
    const amount = quick ? { repeats: 1, calls: 10 } : { repeats: 5, calls: 20 };
    const cases = quick ? CASES.slice(0, 1) : CASES;
    const rows: BenchRow[] = [];
    for (const one of cases) rows.push(await warmRow(one, place, amount));
    const weighty = CASES.filter(({ network }) => /catDog|resnet50/.test(network));
    for (const one of quick ? weighty.slice(0, 1) : weighty) {
      rows.push(await coldRow(one, place, quick ? 1 : 3));
    }
    for (const [index, one] of (quick ? weighty.slice(0, 1) : weighty).entries()) {
      const [atStart, afterwards] = await memoryRows(one, place);
      rows.push(...(index === 0 ? [atStart] : []), afterwards); // before any work it is the same
    }
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
