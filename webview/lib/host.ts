/** The one door to the extension host: typed calls and events, and the state that survives a reload. */
import type {
  CallFrame,
  DashboardApi,
  DashboardEvent,
  DashboardEvents,
  DashboardMethod,
  DashboardSubject,
  HostFrame,
  SavedState,
} from "../../src/protocol/dashboard";
import { toErrorData, UserError } from "../../src/protocol/errors";

interface VsCodeApi {
  postMessage(message: CallFrame): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi(); // may be called once in a page's life

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Handler = (data: never) => void;

const pending = new Map<number, Pending>();
const handlers = new Map<DashboardEvent, Set<Handler>>();
let lastId = 0;

window.addEventListener("message", ({ data }: MessageEvent<HostFrame>) => {
  if (data.type === "event") {
    for (const handler of handlers.get(data.event) ?? []) handler(data.data as never);
    return;
  }
  const call = pending.get(data.id);
  pending.delete(data.id);
  if ("error" in data) call?.reject(new UserError(data.error.code, data.error.message));
  else call?.resolve(data.ok);
});

/** Calls a method of the host; rejects with a UserError whose sentence can be shown. */
export function call<Method extends DashboardMethod>(
  method: Method,
  request: Parameters<DashboardApi[Method]>[0],
): ReturnType<DashboardApi[Method]> {
  const id = ++lastId;
  const answer = new Promise((resolve, reject) => {
    pending.set(id, { resolve, reject });
  });
  api.postMessage({ type: "call", id, method, request });
  return answer as ReturnType<DashboardApi[Method]>;
}

/** Listens to an event of the host; returns what ends it. */
export function on<Event extends DashboardEvent>(
  event: Event,
  handler: (data: DashboardEvents[Event]) => void,
): () => void {
  const listeners = handlers.get(event) ?? new Set();
  handlers.set(event, listeners.add(handler));
  return () => listeners.delete(handler);
}

/** The sentence of anything thrown. */
export function sentenceOf(error: unknown): string {
  return toErrorData(error).message;
}

let subject = api.getState()?.subject;
let view: Readonly<Record<string, unknown>> = api.getState()?.view ?? {};

function save(): void {
  if (subject) api.setState({ subject, view });
}

/** Keeps what the dashboard is about, so that the host can restore the panel. */
export function keepSubject(current: DashboardSubject): void {
  subject = current;
  save();
}

/** A part of the view's state: tab, filters, sort. */
export interface ViewState<T> {
  readonly value: T;
  set(change: Partial<T>): void;
}

/** The saved part of the view of that name, over its defaults; a value of another type is ignored. */
export function viewState<T extends object>(name: string, defaults: T): ViewState<T> {
  const saved = view[name];
  const known = Object.entries(saved ?? {}).filter(([key, value]) => {
    const fallback: unknown = defaults[key as keyof T];
    return typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback);
  });
  let value: T = { ...defaults, ...Object.fromEntries(known) };
  return {
    get value() {
      return value;
    },
    set(change) {
      value = { ...value, ...change };
      view = { ...view, [name]: value };
      save();
    },
  };
}
