/** The host's end of a dashboard's calls: every call is answered, with a result or with an error. */
import type { CallFrame, DashboardApi, DashboardMethod, HostFrame } from "../../protocol/dashboard";
import { toErrorData, UserError } from "../../protocol/errors";

/** All methods, stated so that none can be forgotten and nothing else can be called. */
const METHODS: { readonly [Method in DashboardMethod]: true } = {
  snapshot: true,
  translations: true,
  samples: true,
  details: true,
  copies: true,
  outliers: true,
  thumbnails: true,
  exclude: true,
  relabel: true,
  mistakes: true,
  findMistakes: true,
  balance: true,
  preview: true,
  previewRule: true,
  scanBy: true,
  trainWith: true,
  tryRates: true,
  trainAt: true,
  chooseSplit: true,
  evaluateSplit: true,
  embeddingMap: true,
  embed: true,
  compare: true,
  chooseRuns: true,
  evaluateMissing: true,
  openRun: true,
  goOn: true,
  trainOnAll: true,
  cancel: true,
  pictures: true,
  act: true,
  classify: true,
  explain: true,
  openPicture: true,
  chooseModel: true,
};

/** The methods that a dashboard has; it refuses the others. */
export type DashboardServer = Partial<DashboardApi>;

/**
 * Answers a message from a webview; undefined for what is no call. `onError` hears of what the
 * dashboard is only told in one sentence.
 */
export async function answer(
  api: DashboardServer,
  message: unknown,
  onError: (error: unknown) => void,
): Promise<HostFrame | undefined> {
  if (!isCall(message)) return undefined;
  const { id, method, request } = message;
  try {
    if (!Object.hasOwn(METHODS, method)) {
      throw new UserError("invalid-argument", `A dashboard has no call ${method}.`);
    }
    const callable = api as Callable;
    const result = callable[method]?.(request);
    if (result === undefined) {
      throw new UserError("invalid-argument", `This dashboard does not answer ${method}.`);
    }
    return { type: "result", id, ok: await result };
  } catch (error) {
    if (!(error instanceof UserError)) onError(error);
    return { type: "result", id, error: toErrorData(error) };
  }
}

/** The dashboard as it must be seen from outside: its requests are of any shape. */
type Callable = {
  readonly [Method in DashboardMethod]?: (request: unknown) => Promise<unknown>;
};

function isCall(message: unknown): message is CallFrame {
  if (typeof message !== "object" || message === null) return false;
  if (!("type" in message && "id" in message && "method" in message)) return false;
  const { type, id, method } = message;
  return type === "call" && typeof id === "number" && typeof method === "string";
}
