// A trained run, and a server for it whose page is not bundled.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Models } from "../../../src/backend/evaluate/models";
import {
  type PictureServer,
  type ServerOptions,
  startServer,
} from "../../../src/backend/serve/server";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { drawShades } from "../train/pictures";
import { toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";
import type { Engine } from "../../../src/backend/engine/engine";

/** Trains on pictures in root/shades; gives the run's folder. */
export async function trainedRun(root: string): Promise<string> {
  const directory = join(root, "shades");
  await drawShades(directory, 20);
  const settings = { network: "catDogNet", target: "class", epochs: 2, batch: 8 } as const;
  const config = { ...settings, learningRate: 0.01, imageSize: 32 };
  return (await train({ directory, config }, toolsOf(testEngine()), silentContext())).directory;
}

export interface Serving extends PictureServer {
  /** What the server took for bugs. */
  readonly bugs: readonly unknown[];
}

/** The test engine, whose answers wait for `beforeAnswer`. */
function patientEngine(beforeAnswer: () => Promise<void>): Engine {
  const engine = testEngine();
  return {
    ...engine,
    async infer(...given) {
      const session = await engine.infer(...given);
      const infer: typeof session.infer = async (...pixels) => {
        await beforeAnswer();
        return await session.infer(...pixels);
      };
      return { ...session, infer };
    },
  };
}

/** Starts a server of the run; `root` gets the files of a page. */
export async function serveRun(
  root: string,
  run: string,
  options: Partial<ServerOptions> & { readonly beforeAnswer?: () => Promise<void> } = {},
): Promise<Serving> {
  writeFileSync(join(root, "serve.js"), "// the page's script");
  writeFileSync(join(root, "serve.css"), "/* the page's style */");
  const bugs: unknown[] = [];
  const { beforeAnswer = () => Promise.resolve(), ...rest } = options;
  const server = await startServer({
    run,
    models: new Models(() => Promise.resolve(patientEngine(beforeAnswer))),
    port: 0,
    pageFolder: root,
    onError: (error) => bugs.push(error),
    ...rest,
  });
  return { ...server, bugs };
}
