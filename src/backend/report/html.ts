/** HTML by template literals: whatever is put into one is escaped, unless it is markup already. */

/** Text that is HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What can be put into a template; false and undefined are nothing. */
export type Content = Markup | string | number | false | undefined | readonly Content[];

/** Control characters but for tabs and ends of lines, and what is no character: no document may have them. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu;

/** The text as it may stand between tags and between the quotes of an attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(FORBIDDEN, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "string" || typeof content === "number") {
    return escapeHtml(String(content));
  }
  return content.map(textOf).join("");
}

/** Markup of the literal parts as they are written and the values escaped. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const parts = literals.map((literal, index) => literal + textOf(values[index]));
  return new Markup(parts.join(""));
}
