/** One webview panel and its page: the only HTML there is, under one policy. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { env, Uri, type WebviewPanel, workspace } from "vscode";
import type { DashboardKind, HostFrame } from "../../protocol/dashboard";
import { Owner } from "../dispose";
import { isInside } from "../paths";
import { bundlesFolder, type Dashboard, type View } from "./dashboard";
import { answer } from "./server";

export interface PanelOptions {
  readonly kind: DashboardKind;
  readonly title: string;
  /** Folders that pictures may be loaded from. */
  readonly folders: readonly string[];
  /** The folder that the page's relative paths belong to, told to the commands of its context menus. */
  readonly directory?: string;
  readonly extensionUri: Uri;
  readonly create: (view: View) => Dashboard;
  /** Hears of failures that are bugs. */
  readonly onError: (error: unknown) => void;
}

/** Fills a webview panel with a dashboard and connects both. */
export class Panel extends Owner {
  readonly dashboard: Dashboard;
  private folders: readonly string[];

  constructor(
    readonly webview: WebviewPanel,
    { kind, title, folders, directory, extensionUri, create, onError }: PanelOptions,
  ) {
    super();
    const bundles = bundlesFolder(extensionUri);
    this.folders = [bundles.fsPath, ...folders];
    webview.title = title;
    webview.iconPath = Uri.joinPath(extensionUri, "media", "panel.svg");
    this.setOptions();
    const post = (frame: HostFrame): void => {
      void webview.webview.postMessage(frame);
    };
    const view: View = {
      source: (path) => webview.webview.asWebviewUri(Uri.file(path)).toString(),
      send: (event, data) => {
        if (webview.visible) post({ type: "event", event, data });
      },
    };
    this.own(webview);
    this.dashboard = this.own(create(view));
    this.own(
      webview.webview.onDidReceiveMessage(async (message: unknown) => {
        const frame = await answer(this.dashboard, message, onError);
        if (frame !== undefined && !this.isDisposed) post(frame);
      }),
    );
    webview.onDidDispose(() => {
      this.dispose();
    });
    webview.webview.html = page(webview, { kind, bundles, directory });
  }

  /** Lets the page load pictures of these folders too; VS Code loads it anew when that is news. */
  allow(folders: readonly string[]): void {
    const isAllowed = (folder: string): boolean =>
      this.folders.some((known) => isInside(known, folder));
    const news = folders.filter((folder) => !isAllowed(folder));
    if (news.length === 0) return;
    this.folders = [...this.folders, ...news];
    this.setOptions();
  }

  private setOptions(): void {
    this.webview.webview.options = {
      enableScripts: true,
      localResourceRoots: this.folders.map((folder) => Uri.file(folder)),
    };
  }
}

interface PageOptions {
  readonly kind: DashboardKind;
  /** Where scripts and style sheets lie. */
  readonly bundles: Uri;
  readonly directory?: string;
}

/** Hash of an empty style element: the toolkit adds one to see whether :focus-visible is known, and removes it. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The page: a script, its style sheet, and nothing else; the script may run by its nonce alone. */
function page({ title, webview }: WebviewPanel, { kind, bundles, directory }: PageOptions): string {
  const nonce = randomBytes(16).toString("base64");
  const { cspSource } = webview;
  const policy = [
    "default-src 'none'",
    `img-src ${cspSource}`,
    `style-src ${cspSource} ${EMPTY_STYLE}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  const address = (name: string): string =>
    escapeHtml(webview.asWebviewUri(Uri.joinPath(bundles, name)).toString());
  const style = existsSync(Uri.joinPath(bundles, `${kind}.css`).fsPath)
    ? `<link rel="stylesheet" href="${address(`${kind}.css`)}">`
    : "";
  const context = JSON.stringify({ directory });
  const open = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${style}
<script nonce="${nonce}" src="${address(`${kind}.js`)}" defer></script>
</head>
<body data-vscode-context="${escapeHtml(context)}" data-folders="${escapeHtml(JSON.stringify(open))}"></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
