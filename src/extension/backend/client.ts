/** The backend as the extension host sees it: BackendApi, started by its first call, started again after a death. */
import { CancellationToken, Emitter, type Event, ProgressType } from "vscode-jsonrpc/node";
import {
  type BackendApi,
  type BackendEvent,
  type BackendEvents,
  type BackendMethod,
  PROTOCOL_VERSION,
} from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import type { Progress } from "../../protocol/progress";
import type { CallParams } from "../../protocol/wire";
import { Owner } from "../dispose";
import { fromWire } from "./failure";
import { BackendProcess, type Exit, type Log } from "./process";

export interface CallOptions {
  /** Structurally the same in vscode and in vscode-jsonrpc. */
  readonly token?: CancellationToken;
  readonly progress?: (progress: Progress) => void;
}

/** BackendApi as its client calls it: each method also takes options, last. */
export type Backend = {
  readonly [Method in BackendMethod]: (
    request: Parameters<BackendApi[Method]>[0],
    options?: CallOptions,
  ) => ReturnType<BackendApi[Method]>;
};

/** Events of the backend, each to be subscribed to by name. */
export type BackendNews = {
  readonly [Name in BackendEvent]: Event<BackendEvents[Name]>;
};

/** The sentences that this client itself may have to say, in the window's language. */
export interface ClientTexts {
  readonly stopped: string;
  readonly gaveUp: string;
  readonly notTrusted: string;
  readonly cancelled: string;
  readonly mismatch: (ours: number, theirs: number) => string;
}

export interface ClientOptions {
  /** Path of the backend's bundle. */
  readonly path: string;
  readonly log: Log;
  /** Variables that the process gets beside those of this one, asked for at each start. */
  readonly environment?: () => Readonly<Record<string, string>>;
  readonly texts: ClientTexts;
  /** Whether a method may be called now: in an untrusted workspace only those that look. */
  readonly allowed: (method: BackendMethod) => boolean;
}

const MAXIMUM_DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;

export class BackendClient extends Owner {
  /** The methods; the first call starts the process. */
  readonly api: Backend;
  readonly news: BackendNews;
  private readonly deathEmitter = this.own(new Emitter<Exit>());
  /** The process ended although nobody stopped it. */
  readonly onDidDie = this.deathEmitter.event;
  private readonly emitters: { readonly [Name in BackendEvent]: Emitter<BackendEvents[Name]> } = {
    runChanged: this.own(new Emitter()),
    epochEnd: this.own(new Emitter()),
    tick: this.own(new Emitter()),
    log: this.own(new Emitter()),
  };
  private readonly progressType = new ProgressType<Progress>();
  private current: BackendProcess | undefined;
  private started: Promise<BackendProcess> | undefined;
  private deaths: readonly number[] = [];
  private lastToken = 0;

  constructor(private readonly options: ClientOptions) {
    super();
    const { runChanged, epochEnd, tick, log } = this.emitters;
    this.news = {
      runChanged: runChanged.event,
      epochEnd: epochEnd.event,
      tick: tick.event,
      log: log.event,
    };
    this.api = apiOf((method, request, callOptions) => this.call(method, request, callOptions));
  }

  /** The process's id while one lives. */
  get pid(): number | undefined {
    return this.current?.pid;
  }

  /** Stops the process, if one lives; a later call would start another. */
  async stop(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    this.started = undefined;
    await current?.stop();
  }

  private async call(
    method: BackendMethod,
    request: unknown,
    { token, progress }: CallOptions = {},
  ): Promise<unknown> {
    const { allowed, texts } = this.options;
    if (!allowed(method)) throw new UserError("no-permission", texts.notTrusted);
    const { connection } = await this.process();
    if (token?.isCancellationRequested) throw new UserError("cancelled", texts.cancelled);
    const progressToken = progress && ++this.lastToken;
    const listening =
      progress &&
      progressToken !== undefined &&
      connection.onProgress(this.progressType, progressToken, progress);
    const params: CallParams<unknown> = { request, progressToken };
    try {
      return await connection.sendRequest(method, params, token ?? CancellationToken.None);
    } catch (error) {
      throw fromWire(error, texts);
    } finally {
      if (listening) listening.dispose();
    }
  }

  private process(): Promise<BackendProcess> {
    this.started ??= this.start();
    return this.started;
  }

  private async start(): Promise<BackendProcess> {
    const { path, log, texts, environment } = this.options;
    const since = Date.now() - DEATHS_WITHIN_MS;
    this.deaths = this.deaths.filter((time) => time > since);
    if (this.deaths.length >= MAXIMUM_DEATHS) {
      this.started = undefined; // asked again later, it may start again
      throw new UserError("backend-stopped", texts.gaveUp);
    }
    const life = BackendProcess.start(path, log, environment?.());
    this.current = life;
    void life.exited.then((exit) => {
      this.ended(life, exit);
    });
    try {
      this.listen(life);
      await this.greet(life);
      return life;
    } catch (error) {
      const failure = fromWire(error, texts);
      const died = failure instanceof UserError && failure.code === "backend-stopped";
      if (!died) await this.stop(); // it lives, but not as this client needs it
      throw failure;
    }
  }

  private async greet({ connection }: BackendProcess): Promise<void> {
    const params: CallParams<unknown> = { request: { protocol: PROTOCOL_VERSION } };
    type Greeting = Awaited<ReturnType<BackendApi["hello"]>>;
    const hello = await connection.sendRequest<Greeting>("hello", params);
    if (hello.protocol !== PROTOCOL_VERSION) {
      const message = this.options.texts.mismatch(PROTOCOL_VERSION, hello.protocol);
      throw new UserError("protocol-mismatch", message);
    }
    const { version, node, pid } = hello;
    this.options.log.info(`Backend ${version} started: Node ${node}, process ${pid}.`);
  }

  private listen({ connection }: BackendProcess): void {
    // each name goes with its data in BackendEvents; the loop cannot say so
    for (const [name, emitter] of Object.entries<Emitter<unknown>>(this.emitters)) {
      connection.onNotification(name, (data: unknown) => {
        emitter.fire(data);
      });
    }
  }

  private ended(life: BackendProcess, exit: Exit): void {
    if (this.current !== life) return; // it was stopped
    this.current = undefined;
    this.started = undefined;
    this.deaths = [...this.deaths, Date.now()];
    const how = exit.error?.message ?? exit.signal ?? `code ${exit.code ?? "?"}`;
    this.options.log.error(`The backend's process ended unexpectedly: ${how}.`);
    this.deathEmitter.fire(exit);
  }
}

/** An object that answers to every method's name by making the call. */
function apiOf(
  call: (method: BackendMethod, request: unknown, options?: CallOptions) => Promise<unknown>,
): Backend {
  return new Proxy({} as Backend, {
    get: (_target, method) =>
      // a promise that resolves to this object asks it for `then`
      typeof method === "string" && method !== "then"
        ? (request: unknown, options?: CallOptions) =>
            call(method as BackendMethod, request, options)
        : undefined,
  });
}
