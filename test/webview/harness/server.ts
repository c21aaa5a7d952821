// Serves the dashboards on this machine under the policy of the extension's own page; pictures are drawn on demand.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleDashboards } from "./bundles";
import { drawnPicture } from "./pictures";
import { THEMES, themeSheet, type ThemeName } from "./theme";

const POLICY = [
  "default-src 'none'",
  "img-src 'self'",
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "font-src 'self'",
  "script-src 'nonce-pupil'",
].join("; ");

/** The page of src/extension/panels/panel.ts, with the theme as the editor would set it. */
function page(kind: string, language: string, theme: ThemeName): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${kind}</title>
<link rel="stylesheet" href="/theme/${theme}.css">
<link rel="stylesheet" href="/bundle/${kind}.css">
<script nonce="pupil" src="/bundle/${kind}.js" defer></script>
</head>
<body class="vscode-body ${THEMES[theme]}" data-vscode-theme-kind="${THEMES[theme]}" role="document"></body>
</html>`;
}

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};

export interface Site {
  /** http://127.0.0.1:PORT */
  readonly address: string;
  close(): void;
}

/** Starts the server; every page and picture comes from memory. */
export async function serveDashboards(): Promise<Site> {
  const bundles = await bundleDashboards();
  const answer = (url: URL): { readonly body: string; readonly type: string } | undefined => {
    const [, folder = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
    const name = rest.join("/");
    const type = TYPES[name.split(".").at(-1) ?? ""] ?? "image/svg+xml";
    if (folder === "page") {
      const theme = (url.searchParams.get("theme") ?? "dark") as ThemeName;
      return { body: page(name, url.searchParams.get("lang") ?? "en", theme), type: "text/html" };
    }
    if (folder === "theme") {
      return { body: themeSheet(name.replace(".css", "") as ThemeName), type };
    }
    if (folder === "favicon.ico") return { body: "", type: "image/svg+xml" };
    if (folder === "picture") return { body: drawnPicture(name), type: "image/svg+xml" };
    const body = bundles.get(name);
    return folder === "bundle" && body !== undefined ? { body, type } : undefined;
  };
  const server = createServer((request, response) => {
    const found = answer(new URL(request.url ?? "/", "http://127.0.0.1"));
    response.writeHead(found ? 200 : 404, { "content-type": found?.type ?? "text/plain" });
    response.end(found?.body);
  });
  await listen(server);
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}
