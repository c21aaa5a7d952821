// A stand-in for the VS Code executable that @vscode/test-electron starts: runs the same tests in the browser workbench.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { format } from "node:util";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser";
import { CodeServer } from "./server";

const timeoutMs = 240_000;
/** The workbench's own log lines, of no interest to a test. */
const noise =
  /open-vsx|Canceled|socket|connection token|reconnection-grace|AccountPolicy|AgentHost|Service Worker|builtin extensions cache/;

/** The value of an option in the form that test-electron writes: --name=value. */
function option(name: string): string | undefined {
  const prefix = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
}

/** The page's address: the folder, and what to develop and test in the payload. */
function address(server: CodeServer): string {
  const remote = (path: string): string =>
    `vscode-remote://127.0.0.1:${server.port}${resolve(path)}`;
  const payload = ["extensionDevelopmentPath", "extensionTestsPath"].map((name) => {
    const path = option(name);
    if (path === undefined) throw new Error(`--${name}= is missing`);
    return [name, remote(path)];
  });
  const folder = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  const url = new URL(server.url);
  if (folder === undefined) url.searchParams.set("ew", "true");
  else url.searchParams.set("folder", resolve(folder));
  url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}

/** The exit code that the workbench reports when the tests end, their output going to stdout. */
async function testsEnd(page: Page, url: string): Promise<number> {
  let end = (_code: number): void => undefined;
  const ended = new Promise<number>((resolve) => (end = resolve));
  await page.exposeFunction("codeAutomationLog", (_type: string, parts: unknown[]) => {
    const line = format(...parts);
    if (!noise.test(line)) process.stdout.write(`${line}\n`);
  });
  await page.exposeFunction("codeAutomationExit", (code: number) => {
    end(code);
  });
  await page.goto(url);
  const timer = setTimeout(() => {
    process.stderr.write(`The tests did not end within ${timeoutMs / 1000} s.\n`);
    end(124);
  }, timeoutMs);
  return ended.finally(() => {
    clearTimeout(timer);
  });
}

async function main(): Promise<number> {
  const state = mkdtempSync(join(tmpdir(), "pupil-suite-"));
  const server = await CodeServer.start({
    state,
    testDriver: true,
    dataFolder: option("user-data-dir"),
    extensionsFolder: option("extensions-dir"),
  });
  try {
    const browser = await launchBrowser();
    try {
      return await testsEnd(await browser.newPage(), address(server));
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${format(error)}\n`);
    process.exitCode = 1;
  },
);
