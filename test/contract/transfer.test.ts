// Transfer learning over the process's channel: features with progress, folds that can be stopped, a learning rate, an estimate.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { CancellationTokenSource, ResponseError } from "vscode-jsonrpc/node";
import type { ErrorData } from "../../src/protocol/errors";
import type { Progress } from "../../src/protocol/progress";
import { temporaryFolder } from "../unit/dataset/support";
import { drawShades } from "../unit/train/pictures";
import { bundles } from "./bundle";
import { type Client, connect } from "./client";

const common = { network: "catDogNet", target: "class", batch: 8, imageSize: 32 } as const;

describe("the backend's process, with pretrained weights", () => {
  const directory = join(temporaryFolder(), "shades");
  const { folder, build } = bundles();
  let client: Client;
  let weights: string;

  before(async () => {
    await build();
    client = connect(join(folder, "backend.js"));
    await drawShades(directory, 20);
    const config = { ...common, epochs: 1, learningRate: 1e-3 };
    weights = (await client.call("train", { directory, config })).directory;
  });

  after(() => {
    client.child.kill("SIGKILL"); // of no effect when it has ended
  });

  it("computes features, trains the head, evaluates and classifies", async () => {
    const stages: string[] = [];
    const progress = ({ stage, done, total }: Progress) => {
      if (done === total) stages.push(stage);
    };
    const config = { ...common, method: "frozen", weights, epochs: 2 } as const;
    const run = await client.call("train", { directory, config }, { progress });
    assert.equal(run.pretrained?.source, weights);
    assert.deepEqual([...new Set(stages)], ["scan", "features", "compile", "train"]);
    const { accuracy } = await client.call("evaluate", { run: run.directory });
    assert.ok(accuracy > 0);
    const pictures = [join(directory, "above", "above_0.png")];
    const { predictions } = await client.call("predict", { run: run.directory, pictures });
    assert.equal(predictions[0]?.top.length, 2);
  });

  it("cross-validates, stops when told to, and lists what was kept", async () => {
    const config = { ...common, method: "frozen", weights, epochs: 3 } as const;
    const request = { directory, config, folds: 3 };
    const source = new CancellationTokenSource();
    const progress = ({ stage }: Progress) => {
      if (stage === "folds") source.cancel();
    };
    const stopped = client.call("crossValidate", request, { progress, source });
    await assert.rejects(
      stopped,
      (error) => error instanceof ResponseError && (error.data as ErrorData).code === "cancelled",
    );
    assert.deepEqual(await client.call("crossValidations", { directory }), []);
    const whole = await client.call("crossValidate", request);
    assert.equal(whole.targets[0]?.predictions.length, 40);
    const [first] = await client.call("crossValidations", { directory });
    assert.equal(first?.id, whole.id);
    assert.deepEqual(await client.call("crossValidation", { directory, id: whole.id }), whole);
  });

  it("finds a learning rate, and says what each method would cost", async () => {
    const config = { ...common, method: "frozen", weights } as const;
    const { points } = await client.call("findLearningRate", { directory, config, steps: 30 });
    assert.ok(points.length > 20);
    const { methods } = await client.call("estimateTraining", { directory, config: common });
    assert.deepEqual(
      methods.map(({ method }) => method),
      ["full", "frozen", "fineTune"],
    );
  });

  it("says what is missing, with a code of its own", async () => {
    const config = { ...common, network: "resnet34", method: "frozen" } as const;
    await assert.rejects(
      client.call("train", { directory, config }),
      (error) =>
        error instanceof ResponseError && (error.data as ErrorData).code === "weights-missing",
    );
  });
});
