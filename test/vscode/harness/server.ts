// Starts code-server on a free port of 127.0.0.1 with all its state in one folder, and stops it.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { requireWorkbench } from "./install";
import { writeLanguagePack } from "./languagePack";

/** Settings of a quiet window: no welcome page, no telemetry, no update checks, no side shows. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
};

/** Restricted Mode from the start, without its question and its banner. */
const restrictedSettings = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

export interface ServerOptions {
  /** The folder of the server's state: settings, extensions, logs. */
  readonly state: string;
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The window's language, such as "es". */
  readonly locale?: string;
  readonly port?: number;
  /** Trusts no workspace until a person does, and does not ask; everything is trusted if absent. */
  readonly restricted?: boolean;
  /** Lets a page load an extension under development with its tests; it hides notification toasts. */
  readonly testDriver?: boolean;
  readonly dataFolder?: string;
  readonly extensionsFolder?: string;
}

export class CodeServer {
  readonly url: string;

  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
    readonly dataFolder: string,
    private readonly logFile: string,
  ) {
    this.url = `http://127.0.0.1:${port}/`;
  }

  static async start(options: ServerOptions): Promise<CodeServer> {
    if (options.vsix !== undefined) installExtension({ ...options, vsix: options.vsix });
    const { node, entry } = requireWorkbench();
    const { data, flags } = prepareState(options);
    writeSettings(data, options);
    if (options.locale !== undefined) writeLanguagePack(data, options.locale);
    const port = options.port ?? (await freePort());
    const logFile = join(options.state, "server.log");
    const log = openSync(logFile, "a");
    const server = spawn(node, [entry, ...flags, ...startOptions(port, options)], {
      env: serverEnvironment(options.state),
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    const started = new CodeServer(server, port, data, logFile);
    try {
      await started.healthy();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, "exit");
    this.process.kill("SIGTERM");
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(timer);
  }

  private async healthy(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && this.process.exitCode === null) {
      const answer = await fetch(`${this.url}healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`code-server did not start:\n${this.log()}`);
  }
}

/** Unpacks a .vsix into the state's extensions folder, as the Install from VSIX command does. */
export function installExtension(options: ServerOptions & { readonly vsix: string }): void {
  const { node, entry } = requireWorkbench();
  const { flags } = prepareState(options);
  execFileSync(node, [entry, ...flags, "--install-extension", options.vsix], {
    env: serverEnvironment(options.state),
    stdio: "pipe",
  });
}

/** Makes the folders of the state; returns the data folder and the flags that name them all. */
function prepareState(options: ServerOptions): { data: string; flags: string[] } {
  const data = options.dataFolder ?? join(options.state, "data");
  const extensions = options.extensionsFolder ?? join(options.state, "extensions");
  for (const folder of [join(data, "User"), extensions]) mkdirSync(folder, { recursive: true });
  const config = join(options.state, "config.yaml"); // else it writes one into the home folder
  writeFileSync(config, "");
  return {
    data,
    flags: ["--config", config, "--user-data-dir", data, "--extensions-dir", extensions],
  };
}

function startOptions(port: number, options: ServerOptions): string[] {
  return [
    ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--reconnection-grace-time", "5"],
    ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    ...["--vscode-option", "force-disable-user-env"], // the test's environment, not a login shell's
    ...(options.restricted === true ? [] : ["--disable-workspace-trust"]),
    ...(options.locale === undefined ? [] : ["--locale", options.locale]),
    ...(options.testDriver === true ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
}

/** The environment without what a surrounding VS Code or test runner left in it. */
function serverEnvironment(state: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    XDG_DATA_HOME: join(state, "xdg-data"),
    XDG_CONFIG_HOME: join(state, "xdg-config"),
    XDG_CACHE_HOME: join(state, "xdg-cache"),
  };
}

function writeSettings(data: string, { restricted, settings }: ServerOptions): void {
  const all = { ...quietSettings, ...(restricted === true && restrictedSettings), ...settings };
  writeFileSync(join(data, "User", "settings.json"), JSON.stringify(all, null, 2));
  // settings of scope "machine" are read from where the server is
  mkdirSync(join(data, "Machine"), { recursive: true });
  writeFileSync(join(data, "Machine", "settings.json"), JSON.stringify(settings ?? {}, null, 2));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
