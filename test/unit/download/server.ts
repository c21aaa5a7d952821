// A server on this machine that has one file, and bad manners.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before } from "node:test";

/** Answers one request; `index` counts them from 0. */
export type Manner = (
  request: IncomingMessage,
  response: ServerResponse,
  context: { readonly body: Buffer; readonly from: number; readonly index: number },
) => void;

/** Where a range begins; 0 without one. */
function rangeStart(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
}

/** As a server should: whole, or from where it was asked. */
export const good: Manner = (_request, response, { body, from }) => {
  if (from >= body.length && from > 0) {
    response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
    return;
  }
  const length = body.length - from;
  const range = { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` };
  response.writeHead(from > 0 ? 206 : 200, { "content-length": length, ...(from > 0 && range) });
  response.end(body.subarray(from));
};

/**
 * Sends so many bytes of what it promised, then hangs up; not at once, as no network does: fetch
 * throws away what it was not yet asked for.
 */
export function cutAfter(bytes: number): Manner {
  return (_request, response, { body, from }) => {
    const range = { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` };
    const head = { "content-length": body.length - from, ...(from > 0 && range) };
    response.writeHead(from > 0 ? 206 : 200, head);
    response.write(body.subarray(from, from + bytes));
    setTimeout(() => response.destroy(), 50);
  };
}

/** A server for the tests of a file; what it was asked is kept. */
export function badServer() {
  const state = {
    base: "",
    bodies: new Map<string, Buffer>(),
    manner: good,
    requests: [] as { readonly path: string; readonly from: number }[],
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").slice(1);
    const body = state.bodies.get(path);
    const from = rangeStart(request);
    const index = state.requests.push({ path, from }) - 1;
    if (body === undefined) response.writeHead(404).end();
    else state.manner(request, response, { body, from, index });
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    state.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return state;
}
