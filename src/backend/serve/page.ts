/** The page to drop pictures on: a script, its style sheet, and the policy that lets in nothing else. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A body with its type and headers. */
export interface Resource {
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a dashboard's, but that it may ask this server, and show what was dropped on it. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** An eye with its pupil. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<ellipse cx="16" cy="16" rx="15" ry="10" fill="#4da3ff"/><circle cx="16" cy="16" r="6"/></svg>';

function html(): Resource {
  const nonce = randomBytes(16).toString("base64");
  const body = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pupil</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script nonce="${nonce}" src="/page.js" defer></script>
</head>
<body><noscript>This page needs its script.</noscript></body>
</html>
`;
  return { type: "text/html", body, headers: { "Content-Security-Policy": policy(nonce) } };
}

/** What GET answers under each path, but for the API's own; `folder` is where the bundles lie. */
export async function pageResources(folder: string): Promise<ReadonlyMap<string, () => Resource>> {
  const [script, style] = await Promise.all(
    ["serve.js", "serve.css"].map((name) => readFile(join(folder, name), "utf8")),
  );
  return new Map([
    ["/", html],
    ["/icon.svg", () => ({ type: "image/svg+xml", body: ICON })],
    ["/page.js", () => ({ type: "text/javascript", body: script ?? "" })],
    ["/page.css", () => ({ type: "text/css", body: style ?? "" })],
  ]);
}
