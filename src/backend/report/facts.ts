/** Names with values, as a description list; what has no value is left out. */
import { type Content, html, type Markup } from "./html";

export type Fact = readonly [name: string, value: Content];

/** The list. */
export function facts(all: readonly Fact[]): Markup {
  const items = all
    .filter(([, value]) => value !== undefined && value !== false && value !== "")
    .map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    );
  return html`<dl>${items}</dl>`;
}
