// The client against a real child process: started late, heard, cancelled, outlived, and stopped.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { join } from "node:path";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { BackendClient, type ClientOptions } from "../../../src/extension/backend/client";
import type { Progress } from "../../../src/protocol/progress";
import { UserError } from "../../../src/protocol/errors";

const texts = {
  stopped: "stopped",
  gaveUp: "gave up",
  notTrusted: "not trusted",
  cancelled: "cancelled",
  mismatch: (ours: number, theirs: number) => `${theirs} instead of ${ours}`,
};
const lines: string[] = [];
const note = (line: string): void => void lines.push(line);
const log = { debug: note, info: note, warn: note, error: note };

const clients: BackendClient[] = [];

function start(options: Partial<ClientOptions> = {}): BackendClient {
  const path = join(import.meta.dirname, "fakeBackend.mjs");
  const client = new BackendClient({ path, log, texts, allowed: () => true, ...options });
  clients.push(client);
  return client;
}

/** The error must be a UserError of the code with that sentence. */
const failure =
  (code: string, message: string) =>
  (error: unknown): true => {
    assert.ok(error instanceof UserError, String(error));
    assert.deepEqual({ code: error.code, message: error.message }, { code, message });
    return true;
  };

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

function pidOf({ pid }: BackendClient): number {
  assert.ok(pid !== undefined, "no process lives");
  return pid;
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.stop()));
});

describe("the backend's client", () => {
  it("starts the process with the first call, and one process only", async () => {
    const client = start();
    assert.equal(client.pid, undefined);
    const dataset = { directory: "/new" };
    const answers = await Promise.all([client.api.dataset(dataset), client.api.dataset(dataset)]);
    assert.deepEqual(answers, [null, null]);
    assert.equal(isAlive(pidOf(client)), true);
    assert.match(lines.at(-1) ?? "", new RegExp(`process ${pidOf(client)}\\b`));
  });

  it("passes none of its own Node options on", async () => {
    const [engine] = await start().api.engines({});
    assert.equal(engine?.device, "");
  });

  it("hears progress only when somebody listens", async () => {
    const client = start();
    const heard: Progress[] = [];
    const progress = (value: Progress): void => void heard.push(value);
    const loud: object = await client.api.scan({ directory: "/pets" }, { progress });
    assert.deepEqual(loud, { directory: "/pets", listened: true });
    assert.deepEqual(
      heard.map(({ done }) => done),
      [1, 2, 3],
    );
    const quiet: object = await client.api.scan({ directory: "/pets" });
    assert.deepEqual(quiet, { directory: "/pets", listened: false });
  });

  it("hands events on by their names", async () => {
    const client = start();
    const heard: unknown[] = [];
    client.news.runChanged(({ state }) => heard.push(state));
    client.news.epochEnd(({ metrics }) => heard.push(metrics.epoch));
    const config = { network: "catDogNet", target: "species" } as const;
    const run = await client.api.train({ directory: "/pets", config });
    assert.equal(run.state, "finished");
    assert.deepEqual(heard, ["running", 1]);
  });

  it("makes the backend's error again, with its code and sentence", async () => {
    const { api } = start();
    const refused = failure("corrupt-file", "The scan is damaged.");
    await assert.rejects(api.dataset({ directory: "/refuse" }), refused);
    await assert.rejects(api.dataset({ directory: "/bug" }), /a bug/);
  });

  it("cancels by token, before and during the call", async () => {
    const { api } = start();
    await api.engines({}); // so that the call is on its way before it is cancelled
    const source = new CancellationTokenSource();
    const waiting = api.scan({ directory: "/wait" }, { token: source.token });
    setImmediate(() => {
      source.cancel();
    });
    await assert.rejects(waiting, failure("cancelled", "Stopped as asked."));
    const late = api.scan({ directory: "/pets" }, { token: source.token });
    await assert.rejects(late, failure("cancelled", "cancelled"));
  });

  it("rejects what is pending when the process dies, tells it, and starts another", async () => {
    const client = start();
    let deaths = 0;
    client.onDidDie(() => deaths++);
    await client.api.engines({});
    const { pid } = client;
    const pending = client.api.dataset({ directory: "/wait" });
    const stopped = failure("backend-stopped", "stopped");
    await Promise.all([
      assert.rejects(pending, stopped),
      assert.rejects(client.api.dataset({ directory: "/die" }), stopped),
    ]);
    assert.equal(await client.api.dataset({ directory: "/new" }), null);
    assert.notEqual(client.pid, pid);
    assert.equal(deaths, 1);
  });

  it("survives a process that is killed from outside", async () => {
    const client = start();
    await client.api.engines({});
    const died = new Promise((resolve) => client.onDidDie(resolve));
    process.kill(pidOf(client), "SIGKILL");
    assert.deepEqual(await died, { code: null, signal: "SIGKILL" });
    assert.equal((await client.api.engines({})).length, 1);
  });

  it("gives up after three deaths within a minute", async () => {
    const client = start();
    for (let death = 1; death <= 3; death++) {
      await assert.rejects(
        client.api.dataset({ directory: "/die" }),
        failure("backend-stopped", "stopped"),
      );
    }
    await assert.rejects(client.api.engines({}), failure("backend-stopped", "gave up"));
    assert.equal(client.pid, undefined);
  });

  it("counts a bundle that cannot start as a death", async () => {
    const { api } = start({ path: join(import.meta.dirname, "missing.mjs") });
    await assert.rejects(api.engines({}), failure("backend-stopped", "stopped"));
    assert.match(lines.join("\n"), /Cannot find module/);
  });

  it("refuses a process of another protocol, and does not leave it running", async () => {
    process.env["FAKE_PROTOCOL"] = "2";
    try {
      const client = start();
      const mismatch = failure("protocol-mismatch", "2 instead of 1");
      await assert.rejects(client.api.engines({}), mismatch);
      assert.equal(client.pid, undefined);
    } finally {
      delete process.env["FAKE_PROTOCOL"];
    }
  });

  it("does not start a process for what is not allowed", async () => {
    const client = start({ allowed: (method) => method === "engines" });
    const refused = failure("no-permission", "not trusted");
    await assert.rejects(client.api.scan({ directory: "/pets" }), refused);
    assert.equal(client.pid, undefined);
    assert.equal((await client.api.engines({})).length, 1);
  });

  it("stops the process without calling that a death", async () => {
    const client = start();
    client.onDidDie(() => assert.fail("it was stopped, it did not die"));
    await client.api.engines({});
    const pid = pidOf(client);
    const pending = client.api.dataset({ directory: "/wait" });
    await Promise.all([
      client.stop(),
      assert.rejects(pending, failure("backend-stopped", "stopped")),
    ]);
    assert.equal(isAlive(pid), false);
  });
});
