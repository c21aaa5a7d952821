/** Measures, within a few seconds, how fast this machine decodes pictures and runs and trains a network. */
import { join } from "node:path";
import { UserError } from "../../protocol/errors";
import { decodeRgb } from "../dataset/image";
import type { Dataset } from "../dataset/store";
import type { Batch, Engine } from "../engine/engine";
import type { Network } from "../nn/network";
import { flopsIn } from "../nn/describe";
import { featureCount, trace } from "../nn/trace";
import { coreCount } from "../util/concurrency";
import { type TaskContext, throwIfCancelled } from "../util/context";

/** Few, so that the largest network takes no longer than a few seconds; more are a third quicker each. */
const PICTURES = 4;
const CLASSES = 2;
const STATISTICS = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;

/** How fast things are, on this machine. */
export interface Speeds {
  /** Floating-point operations a second, forward, of a network in use. */
  readonly inference: number;
  /** Of a network that is trained, counting forward once and backward twice. */
  readonly training: number;
  /** Seconds that a step of the head takes beside its operations: its update, and what each call costs. */
  readonly headStep: number;
}

/** Seconds that the second call takes; the first one warms up. */
async function secondCall(work: () => Promise<unknown>): Promise<number> {
  await work();
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function batchOf(inputs: Batch["inputs"]): Batch {
  const labels = Int32Array.from({ length: PICTURES }, (_, index) => index % CLASSES);
  return { inputs, labels, count: PICTURES };
}

/** Runs and trains the network on a few grey pictures of that size. */
export async function measureSpeeds(
  engine: Engine,
  network: Network,
  options: { readonly imageSize: number; readonly signal: AbortSignal },
): Promise<Speeds> {
  const { imageSize, signal } = options;
  const compile = { imageSize, classes: CLASSES, statistics: STATISTICS };
  const pixels = new Uint8Array(PICTURES * imageSize * imageSize * 3).fill(128);
  const flops = PICTURES * flopsIn(trace(network, compile));
  throwIfCancelled(signal);
  const session = await engine.train(network, { ...compile, seed: 1 });
  try {
    const stepSeconds = await secondCall(() => session.step(batchOf(pixels), 0));
    throwIfCancelled(signal);
    const { weights } = await session.state();
    const inference = await engine.infer(network, weights, compile);
    try {
      const seconds = await secondCall(() => inference.infer(pixels, PICTURES));
      const headStep = await measureHead(engine, network, imageSize);
      return { inference: flops / seconds, training: (3 * flops) / stepSeconds, headStep };
    } finally {
      await inference.dispose();
    }
  } finally {
    await session.dispose();
  }
}

async function measureHead(engine: Engine, network: Network, imageSize: number): Promise<number> {
  const compile = { imageSize, classes: CLASSES, statistics: STATISTICS, part: "head" } as const;
  const session = await engine.train(network, { ...compile, seed: 1 });
  try {
    const features = new Float32Array(PICTURES * featureCount(network, imageSize));
    return await secondCall(() => session.step(batchOf(features), 0));
  } finally {
    await session.dispose();
  }
}

/** Seconds that decoding one picture takes, all cores at work: the mean over a few. */
export async function measureDecoding(
  { samples, summary }: Dataset,
  imageSize: number,
  { signal }: Pick<TaskContext, "signal">,
): Promise<number> {
  const every = Math.max(1, Math.floor(samples.length / PICTURES));
  const some = samples.filter((_, index) => index % every === 0).slice(0, PICTURES);
  const startedAt = performance.now();
  for (const { path } of some) {
    throwIfCancelled(signal);
    try {
      await decodeRgb(join(summary.directory, path), imageSize);
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // training will say so
    }
  }
  return (performance.now() - startedAt) / 1000 / some.length / coreCount();
}
