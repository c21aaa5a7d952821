/** A small HTTP endpoint of this machine that says what pictures show, by one run. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { toErrorData, UserError } from "../../protocol/errors";
import { MAXIMUM_PICTURE_BYTES, type RefusalBody } from "../../protocol/serving";
import { systemCode } from "../util/files";
import { dropUnread, readPicture } from "./body";
import { classify, type ClassifierOptions, PICTURES_AT_A_TIME, Places } from "./classifier";
import { assertOwnName, assertToken, newToken } from "./guard";
import { openApi } from "./openApi";
import { pageResources, type Resource } from "./page";
import { Refusal, statusOf } from "./refusal";

export interface ServerOptions extends ClassifierOptions {
  /** 0: one that is free. */
  readonly port: number;
  /** Where the page's bundles lie. */
  readonly pageFolder: string;
  /** Default MAXIMUM_PICTURE_BYTES. */
  readonly maximumBytes?: number;
  /** How many pictures at once; default two a core. */
  readonly atATime?: number;
  /** Hears of failures that are bugs. */
  readonly onError: (error: unknown) => void;
}

export interface PictureServer {
  /** http://127.0.0.1:PORT */
  readonly address: string;
  readonly token: string;
  /** How many pictures were classified so far. */
  readonly answered: () => number;
  /** Takes no more requests; those under way have a moment to end. */
  readonly close: () => Promise<void>;
}

/** This machine, and no network that it is in. */
const HOST = "127.0.0.1";
/** How long requests under way may take when the server stops. */
const HALT_MS = 5_000;
const MAXIMUM_CONNECTIONS = 64;
/** A request has so long to arrive. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 5_000 };

/** On every answer: kept by nobody, guessed by nobody, shown by nobody else. */
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

function send(response: ServerResponse, status: number, resource: Resource): void {
  const { type, body, headers } = resource;
  if (response.destroyed) return; // nobody waits for it any more
  response.writeHead(status, {
    ...HEADERS,
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

const asJson = (value: unknown): Resource => ({
  type: "application/json",
  body: `${JSON.stringify(value)}\n`,
});

/** How many classes are asked for; undefined when the address does not say. */
function topIn(url: URL): number | undefined {
  const given = url.searchParams.get("top");
  return given === null ? undefined : Number(given === "" ? Number.NaN : given);
}

/** Raised when the one who asked has gone. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    controller.abort();
  });
  return controller.signal;
}

class Endpoint {
  readonly token = newToken();
  answered = 0;
  port = 0;
  private readonly places: Places;

  constructor(
    private readonly options: ServerOptions,
    private readonly page: ReadonlyMap<string, () => Resource>,
  ) {
    this.places = new Places(options.atATime ?? PICTURES_AT_A_TIME);
  }

  get address(): string {
    return `http://${HOST}:${this.port}`;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      assertOwnName(request, this.port);
      send(response, 200, await this.answer(request, response));
    } catch (error) {
      if (!(error instanceof UserError)) this.options.onError(error);
      const body: RefusalBody = { error: toErrorData(error) };
      const headers = error instanceof Refusal ? error.headers : {};
      send(response, statusOf(error), { ...asJson(body), headers });
      dropUnread(request);
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<Resource> {
    const url = this.urlOf(request);
    const { pathname } = url;
    if (pathname === "/classify") {
      allow(request, "POST");
      assertToken(request, this.token);
      return asJson(await this.places.take(() => this.classify(url, request, response)));
    }
    const resource = this.resource(pathname);
    if (resource === undefined)
      throw new Refusal(404, "not-found", `There is no ${pathname} here.`);
    allow(request, "GET", "HEAD");
    return resource;
  }

  private urlOf({ url = "/" }: IncomingMessage): URL {
    if (URL.canParse(url, this.address)) return new URL(url, this.address);
    throw new Refusal(400, "invalid-argument", "The request names no address.");
  }

  private resource(path: string): Resource | undefined {
    if (path === "/health") return asJson({ status: "ok" });
    if (path === "/openapi.json") return asJson(openApi(this.address));
    return this.page.get(path)?.();
  }

  private async classify(url: URL, request: IncomingMessage, response: ServerResponse) {
    const { maximumBytes = MAXIMUM_PICTURE_BYTES } = this.options;
    const signal = signalOf(response);
    const bytes = await readPicture(request, response, maximumBytes);
    const answer = await classify(bytes, { top: topIn(url), signal }, this.options);
    this.answered++;
    return answer;
  }
}

function allow({ method = "" }: IncomingMessage, ...methods: readonly string[]): void {
  if (methods.includes(method)) return;
  const Allow = methods.join(", ");
  throw new Refusal(405, "invalid-argument", `${method} is not answered here.`, { Allow });
}

async function listen(server: Server, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UserError("invalid-argument", "The port must be a whole number from 0 to 65535.");
  }
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  }).catch((error: unknown) => {
    if (systemCode(error) === "EADDRINUSE") {
      throw new UserError("invalid-argument", `The port ${port} is in use: choose another, or 0.`);
    }
    if (systemCode(error) === "EACCES") {
      throw new UserError("no-permission", `There is no permission to use the port ${port}.`);
    }
    throw error;
  });
  return (server.address() as AddressInfo).port; // of a server that listens on a port
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const halt = setTimeout(() => {
    server.closeAllConnections();
  }, HALT_MS);
  await closed;
  clearTimeout(halt);
}

/** Starts the server; it runs until it is closed. */
export async function startServer(options: ServerOptions): Promise<PictureServer> {
  const endpoint = new Endpoint(options, await pageResources(options.pageFolder));
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    void endpoint.handle(request, response);
  };
  const server = createServer(TIMEOUTS, handle);
  server.on("checkContinue", handle); // it is told to go on only when it may
  server.maxConnections = MAXIMUM_CONNECTIONS;
  endpoint.port = await listen(server, options.port);
  return {
    address: endpoint.address,
    token: endpoint.token,
    answered: () => endpoint.answered,
    close: () => close(server),
  };
}
