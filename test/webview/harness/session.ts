// One open dashboard: a page under the real policy, a fake host, and everything that went wrong in the page.
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { CallFrame, DashboardSnapshot, SavedState } from "../../../src/protocol/dashboard";
import { FakeHost } from "./fakeHost";
import { launchBrowser } from "./browser";
import { serveDashboards, type Site } from "./server";
import type { ThemeName } from "./theme";

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly language?: string;
  readonly translations?: Readonly<Record<string, string>>;
  /** What the panel kept before the window was reloaded. */
  readonly state?: SavedState;
  /** Prepares the host before the page asks. */
  readonly prepare?: (host: FakeHost) => void;
}

export interface Dashboard {
  readonly page: Page;
  readonly host: FakeHost;
  /** Uncaught errors, console errors and refusals of the policy. */
  readonly errors: readonly string[];
  /** What the page kept by setState. */
  state(): Promise<SavedState | null>;
  close(): Promise<void>;
}

/** A browser and a server for a file of tests. */
export class Session {
  private constructor(
    private readonly browser: Browser,
    private readonly site: Site,
  ) {}

  static async start(): Promise<Session> {
    const [browser, site] = await Promise.all([launchBrowser(), serveDashboards()]);
    return new Session(browser, site);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.site.close();
  }

  /** Opens the dashboard of a snapshot's kind and waits until it is drawn or says why not. */
  async open(snapshot: DashboardSnapshot, options: OpenOptions = {}): Promise<Dashboard> {
    const { theme = "dark", width = 1280, height = 900, language = "en" } = options;
    const context = await this.browser.newContext({
      viewport: { width, height },
      reducedMotion: "reduce",
      locale: language,
    });
    const host = new FakeHost(snapshot, options.translations);
    options.prepare?.(host);
    const { page, errors } = await this.prepare(context, host, options.state);
    const query = `theme=${theme}&lang=${language}`;
    await page.goto(`${this.site.address}/page/${snapshot.kind}?${query}`);
    await page.locator("h1, .message").first().waitFor();
    return {
      page,
      host,
      errors,
      state: async () => {
        const text = await page.evaluate(() => sessionStorage.getItem("state"));
        return JSON.parse(text ?? "null") as SavedState | null;
      },
      close: () => context.close(),
    };
  }

  private async prepare(context: BrowserContext, host: FakeHost, state: SavedState | undefined) {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
    });
    await page.exposeFunction("askHost", (frame: CallFrame) => host.answer(frame));
    // a text, so that no compiler's helper is missing in the page
    await page.addInitScript(`
      const first = ${JSON.stringify(JSON.stringify(state ?? null))};
      if (sessionStorage.getItem("state") === null) sessionStorage.setItem("state", first);
      let taken = false;
      window.acquireVsCodeApi = () => {
        if (taken) throw new Error("acquireVsCodeApi was called twice");
        taken = true;
        return {
          postMessage: (frame) =>
            window.askHost(structuredClone(frame)).then((answer) => window.postMessage(answer)),
          getState: () => JSON.parse(sessionStorage.getItem("state")) ?? undefined,
          setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
        };
      };`);
    host.send = async (event, data) => {
      await page.evaluate(
        // the page's own listener, which was there first, has been called when this one is
        (frame) =>
          new Promise<void>((resolve) => {
            window.addEventListener(
              "message",
              () => {
                resolve();
              },
              { once: true },
            );
            window.postMessage(frame);
          }),
        { type: "event", event, data },
      );
    };
    return { page, errors };
  }
}
