// The local endpoint by real requests: what it answers, whom it refuses, and that nobody can stop it for others.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import sharp from "sharp";
import type { PictureAnswer, RefusalBody } from "../../../src/protocol/serving";
import { assertOwnName } from "../../../src/backend/serve/guard";
import { temporaryFolder } from "../dataset/support";
import { serveRun, trainedRun, type Serving } from "./support";

interface Asked {
  readonly token?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

async function post(server: Serving, body: BodyInit, asked: Asked = {}): Promise<Response> {
  const { token = server.token, query = "", headers, signal } = asked;
  return await fetch(`${server.address}/classify${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, ...headers },
    body,
    signal,
  });
}

async function refusedWith(status: number, asking: Promise<Response>): Promise<string> {
  const response = await asking;
  const { error } = (await response.json()) as RefusalBody;
  assert.equal(response.status, status, error.message);
  return error.message;
}

/** A GET with a Host header or path of one's own, which fetch does not allow; gives the status. */
async function statusFor(
  address: string,
  headers: Record<string, string>,
  path = "/health",
): Promise<number> {
  return await new Promise((resolve, reject) => {
    httpRequest(address, { headers, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

/** A gate that all wait at until it is opened. */
function held() {
  let open = (): void => undefined;
  let arrive = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const pass = async () => {
    arrive();
    await opened;
  };
  return { open, pass, reached };
}

describe("pupil serve", () => {
  const root = temporaryFolder();
  let run: string;
  let picture: Uint8Array<ArrayBuffer>;
  let server: Serving;

  before(async () => {
    run = await trainedRun(root);
    picture = Uint8Array.from(readFileSync(join(root, "shades", "above", "above_3.png")));
    server = await serveRun(root, run);
  });
  after(async () => {
    await server.close();
    assert.deepEqual(server.bugs, []);
  });

  it("says what a picture shows", async () => {
    const response = await post(server, picture, { query: "?top=1" });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const answer = (await response.json()) as PictureAnswer;
    assert.deepEqual([answer.target, answer.network, answer.top.length], ["class", "catDogNet", 1]);
    assert.deepEqual(answer.labels, { class: "above" });
    const both = (await (await post(server, picture)).json()) as PictureAnswer;
    const sum = both.top.reduce((total, { probability }) => total + probability, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9);
  });

  it("answers nobody without its token", async () => {
    for (const token of ["wrong", `${server.token}x`, server.token.slice(1)]) {
      const response = await post(server, picture, { token });
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
      await refusedWith(401, Promise.resolve(response));
    }
    await refusedWith(401, post(server, picture, { headers: { Authorization: server.token } }));
    const elsewhere = `${server.address}/classify?token=${server.token}`;
    await refusedWith(401, fetch(elsewhere, { method: "POST", body: picture }));
  });

  it("answers to its own name alone, and to no other page", async () => {
    const { port } = new URL(server.address);
    const hosts = { [`127.0.0.1:${port}`]: 200, [`localhost:${port}`]: 200 };
    const foreign = { "evil.example": 421, [`evil.example:${port}`]: 421, "127.0.0.1": 421 };
    for (const [host, status] of Object.entries({ ...hosts, ...foreign })) {
      assert.equal(await statusFor(server.address, { host }), status, host);
    }
    const origins = { [server.address]: 200, "http://evil.example": 403, null: 403 };
    for (const [origin, status] of Object.entries(origins)) {
      assert.equal(await statusFor(server.address, { origin }), status, origin);
    }
    await refusedWith(405, fetch(`${server.address}/classify`, { method: "OPTIONS" }));
  });

  it("knows its name without the port that browsers leave out", () => {
    assertOwnName({ headers: { host: "localhost", origin: "http://localhost" } }, 80);
    const foreign = { status: 421 };
    assert.throws(() => {
      assertOwnName({ headers: { host: "evil.example" } }, 80);
    }, foreign);
    assert.throws(() => {
      assertOwnName({ headers: { host: "localhost" } }, 8080);
    }, foreign);
  });

  it("refuses what is no picture, and what is none that it may read", async () => {
    const text = await refusedWith(422, post(server, new TextEncoder().encode("no picture")));
    assert.match(text, /^What was sent is not a readable picture/);
    assert.match(await refusedWith(422, post(server, new Uint8Array())), /it is empty/);
    await refusedWith(422, post(server, picture.subarray(0, picture.length / 2)));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`;
    await refusedWith(422, post(server, svg, { headers: { "Content-Type": "image/svg+xml" } }));
    const form = new FormData();
    form.set("picture", new Blob([picture]));
    assert.match(await refusedWith(415, post(server, form)), /not a form/);
    await refusedWith(415, post(server, "a text"));
    await refusedWith(400, post(server, picture, { query: "?top=0" }));
    await refusedWith(400, post(server, picture, { query: "?top=many" }));
  });

  it("refuses small files of huge pictures before it decodes them", async () => {
    const create = { width: 12_000, height: 9_000, channels: 3, background: "white" } as const;
    const bomb = await sharp({ create }).png({ compressionLevel: 9 }).toBuffer();
    assert.ok(bomb.length < 1e6);
    const sentence = await refusedWith(413, post(server, Uint8Array.from(bomb)));
    assert.match(sentence, /12000 x 9000 pixels/);
  });

  it("has paths and methods, and no others", async () => {
    const status = async (path: string, method = "GET") =>
      (await fetch(server.address + path, { method })).status;
    assert.equal(await status("/health"), 200);
    assert.equal(await status("/health", "HEAD"), 200);
    assert.equal(await status("/health", "POST"), 405);
    assert.equal(await status("/classify"), 405);
    assert.equal(await status("/../../etc/passwd"), 404);
    assert.equal(await status("/serve.js"), 404);
    assert.equal(await status("/page.js"), 200);
    for (const address of ["//", "//[", "http://["]) {
      assert.equal(await statusFor(server.address, {}, address), 400, address);
    }
    assert.deepEqual(server.bugs, []);
  });

  it("describes itself as it is", async () => {
    const description = (await (await fetch(`${server.address}/openapi.json`)).json()) as {
      openapi: string;
      servers: { url: string }[];
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
      components: { schemas: { Answer: { required: string[]; properties: object } } };
    };
    assert.equal(description.openapi, "3.1.0");
    assert.equal(description.servers[0]!.url, server.address);
    assert.deepEqual(Object.keys(description.paths), ["/classify", "/health"]);
    const { required, properties } = description.components.schemas.Answer;
    const answer = (await (await post(server, picture)).json()) as object;
    for (const name of required) assert.ok(name in answer, name);
    for (const name of Object.keys(answer)) assert.ok(name in properties, name);
    const documented = Object.keys(description.paths["/classify"]!["post"]!.responses);
    for (const met of ["200", "400", "401", "403", "413", "415", "421", "422", "503"]) {
      assert.ok(documented.includes(met), met);
    }
  });

  it("gives its page under a policy that lets in nothing but the page", async () => {
    const response = await fetch(server.address);
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    assert.ok(nonce.length > 16);
    assert.match(policy, /^default-src 'none';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    const page = await response.text();
    assert.ok(page.includes(`nonce="${nonce}"`));
    assert.ok(!page.includes(server.token));
    const again = await (await fetch(server.address)).text();
    assert.ok(!again.includes(nonce), "each page has a nonce of its own");
  });
});

describe("limits of pupil serve", () => {
  const root = temporaryFolder();
  let run: string;
  let picture: Uint8Array<ArrayBuffer>;

  before(async () => {
    run = await trainedRun(root);
    picture = Uint8Array.from(readFileSync(join(root, "shades", "above", "above_3.png")));
  });

  it("a picture may have so many bytes, said beforehand or not", async () => {
    const server = await serveRun(root, run, { maximumBytes: 2 ** 20 });
    await refusedWith(413, post(server, new Uint8Array(2 ** 20 + 1)));
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(2 ** 18)); // without end
      },
    });
    const endless = { method: "POST", body: stream, duplex: "half" } as RequestInit;
    const headers = { Authorization: `Bearer ${server.token}` };
    // the answer, or the end of the connection, whichever the sender sees first
    const outcome = await fetch(`${server.address}/classify`, { ...endless, headers }).then(
      ({ status }) => status,
      () => 413,
    );
    assert.equal(outcome, 413);
    assert.equal((await post(server, picture)).status, 200);
    await server.close();
  });

  it("so many pictures are classified at once, and the others come again", async () => {
    const gate = held();
    const server = await serveRun(root, run, { atATime: 1, beforeAnswer: gate.pass });
    const first = post(server, picture);
    await gate.reached;
    const refused = await post(server, picture);
    assert.equal(refused.headers.get("retry-after"), "1");
    await refusedWith(503, Promise.resolve(refused));
    gate.open();
    assert.equal((await first).status, 200);
    assert.equal((await post(server, picture)).status, 200);
    assert.equal(server.answered(), 2);
    await server.close();
  });

  it("pictures that come together are each answered", async () => {
    const server = await serveRun(root, run, { atATime: 8 });
    const names = ["above", "below", "above", "below", "below", "above", "above", "below"];
    const answers = await Promise.all(
      names.map(async (name, index) => {
        const file = join(root, "shades", name, `${name}_${index}.png`);
        const response = await post(server, Uint8Array.from(readFileSync(file)));
        return ((await response.json()) as PictureAnswer).labels["class"];
      }),
    );
    assert.deepEqual(answers, names);
    await server.close();
  });

  it("a request that is given up leaves its place", async () => {
    const server = await serveRun(root, run, { atATime: 1 });
    const { port } = new URL(server.address);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `POST /classify HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Authorization: Bearer ${server.token}\r\nContent-Length: 1000\r\n\r\nhalf`,
    );
    const status = async () => (await post(server, picture)).status;
    while ((await status()) !== 503); // until it has taken the only place
    socket.destroy();
    while ((await status()) !== 200); // until it was seen to be gone
    await server.close();
    assert.deepEqual(server.bugs, []);
  });

  it("a server that is closed ends what it is doing, and takes no more", async () => {
    const gate = held();
    const server = await serveRun(root, run, { beforeAnswer: gate.pass });
    const last = post(server, picture);
    await gate.reached;
    const closing = server.close();
    await assert.rejects(post(server, picture));
    gate.open();
    assert.equal((await last).status, 200);
    await closing;
  });

  it("a body without end is cut off soon after its refusal, token or not", async () => {
    const server = await serveRun(root, run);
    const port = Number(new URL(server.address).port);
    const socket = connect(port, "127.0.0.1");
    const answer = once(socket, "data");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined); // it is cut off while it sends
    socket.write(
      `POST /classify HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const sending = setInterval(() => socket.write("4\r\nmore\r\n"), 50);
    assert.match(String((await answer)[0]), /^HTTP\/1\.1 401 /);
    const startedAt = performance.now();
    await closed;
    clearInterval(sending);
    assert.ok(performance.now() - startedAt < 20_000); // a request may take 60 s to arrive
    await server.close();
  });

  it("a port is a number that there is", async () => {
    for (const port of [-1, 1.5, 70_000]) {
      await assert.rejects(serveRun(root, run, { port }), /from 0 to 65535/);
    }
  });

  it("a port in use is said to be", async () => {
    const server = await serveRun(root, run);
    const port = Number(new URL(server.address).port);
    await assert.rejects(serveRun(root, run, { port }), /The port \d+ is in use/);
    await server.close();
  });
});
