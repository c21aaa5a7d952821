// The backend's process over its channel: greeting, failures, progress, cancellation, and a parent that dies.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CancellationTokenSource, ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import { type BackendEvents, PROTOCOL_VERSION } from "../../src/protocol/backend";
import type { ErrorCode, ErrorData } from "../../src/protocol/errors";
import type { Progress } from "../../src/protocol/progress";
import { USER_ERROR } from "../../src/protocol/wire";
import { temporaryFolder } from "../unit/dataset/support";
import { drawShades } from "../unit/train/pictures";
import { bundles } from "./bundle";
import { type Client, connect } from "./client";

/** Waits for a JSON-RPC error of USER_ERROR with that code; gives its sentence. */
async function failsWith(code: ErrorCode, call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ResponseError, String(error));
  assert.equal(error.code, USER_ERROR);
  const data = error.data as ErrorData;
  assert.equal(data.code, code, data.message);
  assert.equal(error.message, data.message);
  return data.message;
}

const config = {
  network: "catDogNet",
  target: "class",
  epochs: 2,
  batch: 8,
  learningRate: 1e-4,
  imageSize: 32,
} as const;

describe("the backend's process", () => {
  const root = temporaryFolder();
  const { folder, build } = bundles();
  const path = join(folder, "backend.js");
  let client: Client;

  before(async () => {
    await build();
    client = connect(path);
  });

  after(() => {
    client.child.kill("SIGKILL"); // of no effect when it has ended
  });

  it("greets, with nothing heavy loaded", async () => {
    const hello = await client.call("hello", { protocol: PROTOCOL_VERSION });
    assert.equal(hello.pid, client.child.pid);
    assert.equal(hello.protocol, PROTOCOL_VERSION);
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(hello.version, version);
    if (!existsSync("/proc/self/maps")) return;
    const maps = readFileSync(`/proc/${hello.pid}/maps`, "utf8");
    assert.doesNotMatch(maps, /onnxruntime|vips/);
    const status = readFileSync(`/proc/${hello.pid}/status`, "utf8");
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    assert.ok(kilobytes < 150_000, `${kilobytes} kB when idle`);
  });

  it("refuses another protocol, and goes on", async () => {
    const message = await failsWith("protocol-mismatch", client.call("hello", { protocol: 99 }));
    assert.match(message, /99/);
  });

  it("answers a failure with code and sentence", async () => {
    const run = join(root, "nowhere");
    const message = await failsWith("not-found", client.call("run", { run }));
    assert.ok(message.includes(run));
    assert.equal(client.stderr(), "");
  });

  it("answers a fault of its own as internal, and logs the stack", async () => {
    await failsWith("internal", client.call("scan", {} as never));
    while (!client.stderr().includes("at ")) await sleep(5);
    assert.match(client.stderr(), /TypeError[\s\S]*at /);
  });

  it("answers a method that it does not have", async () => {
    const call = client.connection.sendRequest("conquer", { request: {} });
    await assert.rejects(call, { code: ErrorCodes.MethodNotFound });
  });

  it("reports progress to whoever asked for it", async () => {
    const directory = join(root, "pets");
    const reports: Progress[] = [];
    const progress = (report: Progress) => reports.push(report);
    const drawn = await client.call("draw", { directory, images: 30 }, { progress });
    assert.equal(drawn.pictures, 30);
    assert.deepEqual([...new Set(reports.map(({ stage }) => stage))], ["draw"]);
    const done = reports.map((report) => report.done);
    assert.deepEqual(
      done,
      [...done].sort((a, b) => a - b),
    );
    assert.deepEqual([done.at(-1), reports.at(-1)?.total], [30, 30]);
  });

  it("balances and cleans, and says how far it is", async () => {
    const directory = join(root, "pets");
    const stages = new Set<string>();
    const progress = (report: Progress) => stages.add(report.stage);
    const request = { directory, target: "species" };
    const { generated } = await client.call("augment", request, { progress });
    assert.ok(generated > 0);
    assert.ok(stages.has("augment"));
    assert.equal((await client.call("clean", { directory })).removed, generated);
    await failsWith("unknown-target", client.call("augment", { directory, target: "colour" }));
  });

  it("stops a call that is cancelled, and answers the next", async () => {
    const source = new CancellationTokenSource();
    const progress = () => {
      source.cancel();
    };
    const request = { directory: join(root, "many"), images: 3000 };
    await failsWith("cancelled", client.call("draw", request, { progress, source }));
    assert.equal(await client.call("dataset", { directory: root }), null);
  });

  it("trains with the built-in engine, tells of it, stops in the middle and goes on", async () => {
    const directory = join(root, "shades");
    await drawShades(directory, 20);
    const source = new CancellationTokenSource();
    const ticks: BackendEvents["tick"][] = [];
    const states: string[] = [];
    let run = "";
    client.on("tick", (tick) => {
      ticks.push(tick);
      if (tick.epoch === 2) source.cancel();
    });
    client.on("runChanged", (summary) => {
      run = summary.directory;
      states.push(summary.state);
    });
    await failsWith("cancelled", client.call("train", { directory, config }, { source }));
    assert.deepEqual([states[0], states.at(-1)], ["running", "stopped"]);
    assert.ok(ticks.every((tick) => tick.run === run && tick.batches === 4));
    const resumed = await client.call("resume", { run });
    assert.deepEqual([resumed.state, resumed.epochsDone], ["finished", 2]);
    const pictures = [join(directory, "above", "above_0.png")];
    const result = await client.call("predict", { run, pictures });
    assert.equal(result.predictions[0]?.top.length, 2);
  });

  it("ends when the channel is closed", async () => {
    assert.equal(await client.close(), 0);
  });

  it("ends when its parent is killed, and leaves a run that can be resumed", async () => {
    const directory = join(root, "shades");
    const script = join(root, "parent.js");
    const params = { request: { directory, config: { ...config, epochs: 10_000 } } };
    const call = { jsonrpc: "2.0", id: 1, method: "train", params };
    writeFileSync(
      script,
      `const child = require("node:child_process").fork(${JSON.stringify(path)}, { execArgv: [] });
       child.on("message", ({ method }) => { if (method === "tick") console.log(child.pid); });
       child.send(${JSON.stringify(call)});`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const [first] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number.parseInt(String(first), 10);
    assert.doesNotThrow(() => process.kill(pid, 0));
    parent.kill("SIGKILL");
    while (alive(pid)) await sleep(20);
    const next = connect(path);
    const [newest] = await next.call("runs", { directory });
    assert.ok(newest !== undefined && ["stopped", "interrupted"].includes(newest.state));
    assert.equal(await next.close(), 0);
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // where nobody waits for orphans, as in some containers, the dead one stays as a zombie
    const status = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
    return !/\) Z /.test(status);
  } catch {
    return false;
  }
}
