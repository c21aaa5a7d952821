// One test's window: a server with the packaged extension, a browser, a folder; all of it gone at the end, evidence kept on failure.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../harness/browser";
import { CodeServer } from "../harness/server";
import { Workbench } from "./workbench";

export interface SessionOptions {
  /** Names the evidence in test-results/. */
  readonly name: string;
  /** The packaged extension; the runner passes the one that it made. */
  readonly vsix?: string;
  /** The folder to open; an empty temporary one if absent. */
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The window's language, such as "es"; English if absent. */
  readonly locale?: string;
  /** Opens the folder in Restricted Mode; trusted if absent. */
  readonly restricted?: boolean;
}

/** Runs a test in a window of its own; fails too when the page had an error. */
export async function withWorkbench(
  options: SessionOptions,
  test: (workbench: Workbench, folder: string) => Promise<void>,
): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), "pupil-ui-"));
  const folder = options.folder ?? join(state, "workspace");
  mkdirSync(folder, { recursive: true });
  const vsix = options.vsix ?? process.env["PUPIL_VSIX"];
  let server: CodeServer | undefined;
  try {
    server = await CodeServer.start({ ...options, state, vsix });
    await inBrowser(server, options, folder, test);
  } finally {
    await server?.stop();
    rmSync(state, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function inBrowser(
  server: CodeServer,
  { name, locale }: SessionOptions,
  folder: string,
  test: (workbench: Workbench, folder: string) => Promise<void>,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({ viewport, ...(locale !== undefined && { locale }) });
    context.setDefaultTimeout(60_000); // the machine may have other things to do
    const workbench = new Workbench(await context.newPage(), server);
    try {
      await workbench.openFolder(folder);
      await test(workbench, folder);
      assert.deepEqual(workbench.errors, [], "the page had errors");
    } catch (error) {
      await keepEvidence(name, workbench);
      throw error;
    }
  } finally {
    await browser.close();
  }
}

/** Saves what a person needs to understand a failure: the picture, the server's and the extension's logs. */
async function keepEvidence(name: string, { page, server, errors }: Workbench): Promise<void> {
  const folder = join("test-results", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, "window.png") }).catch(() => undefined);
  writeFileSync(join(folder, "page-errors.log"), errors.join("\n"));
  writeFileSync(join(folder, "server.log"), server.log());
  writeFileSync(join(folder, "extension.log"), extensionLog(server));
  process.stderr.write(`Evidence of the failure: ${folder}\n`);
}

/** The extension host's log and all that the extension wrote to its output channels. */
export function extensionLog(server: CodeServer): string {
  const logs = join(server.dataFolder, "logs");
  return readdirSync(logs, { recursive: true, encoding: "utf8" })
    .filter((file) => /exthost.*\.log$/.test(file) && !/vscode\.|Telemetry/.test(file))
    .map((file) => `==> ${file}\n${readFileSync(join(logs, file), "utf8")}`)
    .join("\n");
}
