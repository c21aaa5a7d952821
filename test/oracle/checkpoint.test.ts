// A run's checkpoint loads into PyTorch by its plain names, and classifies there as it does here.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { decodeRgb } from "../../src/backend/dataset/image";
import { readRecord } from "../../src/backend/runs/records";
import { createService } from "../../src/backend/service";
import { silentContext } from "../../src/backend/util/context";
import { missingPython, python } from "../skip";
import { temporaryFolder } from "../unit/dataset/support";
import { drawShades } from "../unit/train/pictures";

/** Float32 sums in another order, through five layers; seen is under 1e-6. */
const TOLERANCE = 1e-4;

const size = 32;

describe("a checkpoint in PyTorch", { skip: missingPython(["torch", "numpy"]) }, () => {
  it("gives the probabilities that Pupil gives", async () => {
    const directory = temporaryFolder();
    await drawShades(directory, 12);
    const { service } = createService({ emit: () => undefined });
    const config = {
      network: "catDogNet",
      target: "class",
      epochs: 2,
      batch: 8,
      learningRate: 1e-4,
      imageSize: size,
    } as const;
    const { directory: run } = await service.train({ directory, config }, silentContext());
    const pictures = [0, 1, 2].flatMap((index) =>
      ["above", "below"].map((name) => join(directory, name, `${name}_${index}.png`)),
    );
    const { predictions } = await service.predict({ run, pictures }, silentContext());

    const decoded = await Promise.all(pictures.map((path) => decodeRgb(path, size)));
    const pixels = join(directory, "pixels.bin");
    writeFileSync(pixels, Buffer.concat(decoded));
    const { statistics, classes } = await readRecord(run);
    const checkpoint = join(run, "checkpoints", "best.safetensors");
    const request = join(directory, "request.json");
    const { mean, std } = statistics;
    const body = { checkpoint, classes: classes.length, size, mean, std, pixels };
    writeFileSync(request, JSON.stringify(body));
    const script = resolve("test/oracle/checkpoint.py");
    const answer = spawnSync(python, [script, request], { encoding: "utf8" });
    assert.equal(answer.status, 0, answer.stderr);

    const theirs = JSON.parse(answer.stdout) as number[][];
    for (const [index, { top }] of predictions.entries()) {
      for (const { name, probability } of top) {
        const expected = theirs[index]![classes.indexOf(name)]!;
        assert.ok(Math.abs(probability - expected) < TOLERANCE, `${probability}, not ${expected}`);
      }
    }
  });
});
