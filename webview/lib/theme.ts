/** Colours of the editor's theme, read from its variables, for what CSS cannot reach: canvas and computed contrast. */

export interface Colour {
  /** 0..255. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** 0..1. */
  readonly alpha: number;
}

/**
 * The palette for categories, best told apart first. charts.orange is left out: it is nearly
 * transparent in VS Code's own themes and absent in high contrast.
 */
export const PALETTE = ["charts-blue", "charts-yellow", "charts-green", "charts-purple"] as const;

/** The text of a theme variable: `themeText("charts-blue")`. */
export function themeText(name: string, fallback: string): string {
  const text = getComputedStyle(document.body).getPropertyValue(`--vscode-${name}`).trim();
  return text === "" ? fallback : text;
}

/** A theme variable as numbers. */
export function themeColour(name: string, fallback: string): Colour {
  return parseColour(themeText(name, fallback)) ?? parseColour(fallback) ?? BLACK;
}

const BLACK: Colour = { red: 0, green: 0, blue: 0, alpha: 1 };

/** Reads #rgb, #rrggbb, #rrggbbaa, rgb() and rgba(); undefined for anything else. */
export function parseColour(text: string): Colour | undefined {
  const long = text.replace(/^#(.)(.)(.)(.?)$/, "#$1$1$2$2$3$3$4$4");
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})([\da-f]{2})?$/i.exec(long);
  if (hex) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = hex
      .slice(1)
      .filter((part: string | undefined) => part !== undefined)
      .map((part) => parseInt(part, 16));
    return { red, green, blue, alpha: alpha / 255 };
  }
  const parts = /^rgba?\(([^)]*)\)$/
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (!parts) return undefined;
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
  return { red, green, blue, alpha };
}

/** Lays `share` (0..1) of a colour over an opaque one. */
export function blend(over: Colour, under: Colour, share: number): Colour {
  const part = over.alpha * share;
  const mix = (a: number, b: number): number => Math.round(a * part + b * (1 - part));
  return {
    red: mix(over.red, under.red),
    green: mix(over.green, under.green),
    blue: mix(over.blue, under.blue),
    alpha: 1,
  };
}

export function cssOf({ red, green, blue, alpha }: Colour): string {
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** Relative luminance of WCAG 2, 0..1. */
function luminance({ red, green, blue }: Colour): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio of WCAG 2, 1..21. */
export function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The black or white that is easier to read on a colour. */
export function readableOn(colour: Colour): string {
  const white = { red: 255, green: 255, blue: 255, alpha: 1 };
  return contrast(white, colour) >= contrast(BLACK, colour) ? "#ffffff" : "#000000";
}

const watchers = new Set<() => void>();

/** Calls back when the theme changed, after the new variables are set; returns what ends it. */
export function onThemeChange(watcher: () => void): () => void {
  if (watchers.size === 0) {
    const observer = new MutationObserver(() => {
      for (const each of watchers) each();
    });
    observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
    observer.observe(document.documentElement, { attributeFilter: ["style"] });
  }
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
