// A disk that is really full, by the system's limit on the size of a file: a sentence, and no finished epoch lost.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, describe, it } from "node:test";
import type { ErrorData } from "../../src/protocol/errors";
import type { RunSummary } from "../../src/protocol/training";
import { temporaryFolder } from "../unit/dataset/support";
import { drawShades } from "../unit/train/pictures";
import { bundles } from "./bundle";

/** Smaller than a checkpoint of this network (14 MB), larger than all other files. */
const LIMIT_KILOBYTES = 8000;

const windows = process.platform === "win32" ? "Windows has no ulimit" : false;

describe("a full disk", { skip: windows }, () => {
  const directory = temporaryFolder();
  const { folder: built, build } = bundles();
  const cli = join(built, "cli.js");
  const limited = (argv: readonly string[]) =>
    spawnSync(
      "bash",
      ["-c", `ulimit -f ${LIMIT_KILOBYTES}; exec "$0" "$@"`, process.execPath, cli, ...argv],
      {
        encoding: "utf8",
      },
    );
  const pupil = (argv: readonly string[]) =>
    JSON.parse(
      execFileSync(process.execPath, [cli, ...argv, "--json", "-q"], { encoding: "utf8" }),
    ) as RunSummary;
  const settings = ["--target", "class", "--batch", "8", "--image-size", "32", "--lr", "1e-4"];
  const names = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

  before(async () => {
    await drawShades(directory, 20);
    await build();
  });

  it("at the first checkpoint leaves no half of one", () => {
    const { status, stdout } = limited([
      "train",
      directory,
      ...settings,
      "--epochs",
      "1",
      "--json",
    ]);
    assert.equal(status, 1);
    const { error } = JSON.parse(stdout) as { error: ErrorData };
    assert.equal(error.code, "disk-full");
    assert.match(
      error.message,
      /^The disk is full: .*optimizer-1\.safetensors could not be written\.$/,
    );
    const folder = join(directory, ".pupil", "runs");
    const run = join(folder, readdirSync(folder)[0]!);
    const whole = names(run).filter((name) => !name.startsWith("events.out.tfevents."));
    assert.deepEqual(whole, ["checkpoints", "run.json", "split.json"]);
    const record = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as { state: string };
    assert.equal(record.state, "failed");
    // with room again it goes on from where it was, which is the beginning
    assert.equal(pupil(["resume", run]).state, "finished");
  });

  it("later leaves the earlier checkpoint as it was, and training goes on from it", async () => {
    const argv = ["train", directory, ...settings, "--epochs", "4", "--json"];
    const run = await stoppedAfterAnEpoch(argv);
    const before = checkpointsOf(run);
    assert.ok(before.has("best.safetensors") && before.has("last.safetensors"));
    const { status, stderr } = limited(["resume", run, "-q"]);
    assert.equal(status, 1);
    assert.match(stderr, /^pupil: The disk is full: .*\n$/);
    assert.deepEqual(checkpointsOf(run), before);
    const resumed = pupil(["resume", run]);
    assert.deepEqual([resumed.state, resumed.epochsDone], ["finished", 4]);
  });

  /** Trains in a process of its own and presses Ctrl-C when the first epoch has ended. */
  async function stoppedAfterAnEpoch(argv: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [cli, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
    let run = "";
    for await (const line of createInterface(child.stderr)) {
      const event = JSON.parse(line) as { readonly type: string; readonly run?: string };
      run = event.run ?? run;
      if (event.type === "epoch") child.kill("SIGINT");
    }
    if (child.exitCode === null) await once(child, "exit");
    assert.equal(child.exitCode, 130);
    return run;
  }
});

/** SHA-256 of each file. */
function checkpointsOf(run: string): Map<string, string> {
  const folder = join(run, "checkpoints");
  const hash = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, hash(name)]),
  );
}
