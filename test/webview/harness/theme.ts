// The variables that VS Code gives a webview, as read from a real window in three of its own themes.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const THEMES = {
  light: "vscode-light",
  dark: "vscode-dark",
  "high-contrast": "vscode-high-contrast",
} as const;

export type ThemeName = keyof typeof THEMES;
export const THEME_NAMES = Object.keys(THEMES) as ThemeName[];

/** Name and value of each variable that dashboards or the toolkit read. */
export function themeVariables(name: ThemeName): Readonly<Record<string, string>> {
  const file = join("test", "webview", "harness", "themes", `${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

/** What the editor puts in every webview besides: a layer, so that any rule of the page wins. */
const DEFAULTS = `@layer vscode-default {
  body { background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight);
    font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
  img, video { max-width: 100%; max-height: 100%; }
  a, a code { color: var(--vscode-textLink-foreground); }
  code { font-family: monospace; color: var(--vscode-textPreformat-foreground);
    background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
}`;

/** The theme as a style sheet. */
export function themeSheet(name: ThemeName): string {
  const lines = Object.entries(themeVariables(name)).map(([key, value]) => `  ${key}: ${value};`);
  return `:root {\n${lines.join("\n")}\n}\n${DEFAULTS}\n`;
}
