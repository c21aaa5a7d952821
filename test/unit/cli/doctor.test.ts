// The command that says which engines work, and fetches what CUDA lacks only when it is told to.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UserError } from "../../../src/protocol/errors";
import type { EngineReport } from "../../../src/protocol/backend";
import type { Engines } from "../../../src/backend/service";
import { enginesOf, pupil } from "./support";

const cpu: EngineReport = {
  id: "cpu",
  available: true,
  chosen: true,
  device: "CPU: two cores",
  version: "ONNX Runtime 9",
  memory: 8 * 2 ** 30,
  imagesPerSecond: 45.23,
  reason: "It is built in.",
};
const cuda: EngineReport = {
  id: "cuda",
  available: false,
  chosen: false,
  device: "NVIDIA H100",
  version: "ONNX Runtime 9, driver 550.54",
  reason: "Its libraries are missing.",
};

/** What was asked for, in order; the installation fails where a failure is given. */
function recorder(failure?: UserError) {
  const asked: string[] = [];
  const engines: Engines = {
    ...enginesOf(),
    engineReports: ({ measure }) => {
      asked.push(measure === true ? "measure" : "look");
      return Promise.resolve([cuda, cpu]);
    },
    installCuda: () => {
      asked.push("install");
      return failure === undefined ? Promise.resolve(cuda) : Promise.reject(failure);
    },
  };
  return { asked, engines };
}

describe("pupil doctor", () => {
  it("says of each engine all that a report of a fault needs", async () => {
    const { asked, engines } = recorder();
    const { code, stdout } = await pupil(["doctor", "-q"], { engines });
    assert.equal(code, 0);
    assert.match(stdout, /^Pupil \d+\.\d+\.\d+, \w+ \w+ .* GiB, Node \d+/);
    const row = (...cells: string[]) => new RegExp(`^${cells.join(" +")}$`, "m");
    assert.match(
      stdout,
      row("\\*", "cpu", "works", "45\\.2", "8\\.0 GiB", "CPU: two cores", "ONNX Runtime 9"),
    );
    assert.match(
      stdout,
      row("", "cuda", "absent", "NVIDIA H100", "ONNX Runtime 9, driver 550\\.54"),
    );
    assert.match(stdout, /^cuda: Its libraries are missing\.$/m);
    assert.deepEqual(asked, ["measure"]);
  });

  it("measures nothing when told not to, and says the same as JSON", async () => {
    const { asked, engines } = recorder();
    const { stdout } = await pupil(["doctor", "--no-measure", "--json"], { engines });
    const value = JSON.parse(stdout) as { pupil: string; machine: string; engines: unknown };
    assert.deepEqual(value.engines, [cuda, cpu]);
    assert.match(value.machine, /threads/);
    assert.deepEqual(asked, ["look"]);
  });

  it("downloads only on the word of a person, and before it looks", async () => {
    const { asked, engines } = recorder();
    await pupil(["doctor", "--install-cuda", "--no-measure", "-q"], { engines });
    assert.deepEqual(asked, ["install", "look"]);
    assert.match((await pupil(["doctor", "--help"])).stdout, /api\.nuget\.org,\s+about 300 MB/);
  });

  it("fails in a sentence when nothing can be downloaded", async () => {
    const { engines } = recorder(new UserError("download-failed", "Nobody answers."));
    const { code, stderr, stdout } = await pupil(["doctor", "--install-cuda", "-q"], { engines });
    assert.deepEqual([code, stderr, stdout], [1, "pupil: Nobody answers.\n", ""]);
  });
});
