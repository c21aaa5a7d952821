/** How fast an engine trains, by a short trial. */
import { catDogNet } from "../nn/networks/catDogNet";
import { Random } from "../util/random";
import type { Engine } from "./engine";

/** The trial: the hand-made network on small pictures, enough to keep a GPU busy. */
export const TRIAL = { network: "catDogNet", imageSize: 64, batch: 16 } as const;

const STATISTICS = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;

/** Training pictures a second, from steps within about so many seconds; the first step does not count. */
export async function measureSpeed(engine: Engine, seconds: number): Promise<number> {
  const { imageSize, batch: count } = TRIAL;
  const options = { imageSize, classes: 2, seed: 1, statistics: STATISTICS };
  const session = await engine.train(catDogNet, options);
  try {
    const random = Random.of(1, "trial");
    const inputs = Uint8Array.from({ length: count * imageSize ** 2 * 3 }, () =>
      random.integer(256),
    );
    const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
    const step = () => session.step({ inputs, labels, count }, 1e-5);
    await step(); // compiles kernels, asks for memory
    const start = performance.now();
    const elapsed = () => (performance.now() - start) / 1000;
    let pictures = 0;
    do {
      await step();
      pictures += count;
    } while (elapsed() < seconds);
    return pictures / elapsed();
  } finally {
    await session.dispose();
  }
}
