/** How fast an engine trains, by a short trial. */
import { catDogNet } from "../nn/networks/catDogNet";
import { throwIfCancelled } from "../util/context";
import { Random } from "../util/random";
import type { Engine } from "./engine";

/** The trial: the hand-made network on small pictures, enough to keep a GPU busy. */
export const TRIAL = { network: "catDogNet", imageSize: 64, batch: 16 } as const;

const STATISTICS = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;

export interface TrialOptions {
  /** About so long steps are made; the first does not count. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Called after each step with the seconds since the first. */
  readonly onStep?: (seconds: number) => void;
}

/** Training pictures a second. */
export async function measureSpeed(engine: Engine, options: TrialOptions): Promise<number> {
  const { seconds, signal, onStep } = options;
  const { imageSize, batch: count } = TRIAL;
  throwIfCancelled(signal);
  const session = await engine.train(catDogNet, {
    imageSize,
    classes: 2,
    seed: 1,
    statistics: STATISTICS,
  });
  try {
    const random = Random.of(1, "trial");
    const inputs = Uint8Array.from({ length: count * imageSize ** 2 * 3 }, () =>
      random.integer(256),
    );
    const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
    const step = async () => {
      throwIfCancelled(signal);
      await session.step({ inputs, labels, count }, 1e-5);
    };
    await step(); // compiles kernels, asks for memory
    const start = performance.now();
    const elapsed = () => (performance.now() - start) / 1000;
    let pictures = 0;
    do {
      await step();
      pictures += count;
      onStep?.(elapsed());
    } while (elapsed() < seconds);
    return pictures / elapsed();
  } finally {
    await session.dispose();
  }
}
