/** Texts as a terminal may have them. */

/** Control characters but for tabs and ends of lines. */
const ORDERS = /[^\P{Cc}\t\n]/gu;

/** What is said, without a terminal's orders: a file's name may hold some, which would move or hide what is shown. */
export function printable(text: string): string {
  return text.replaceAll(ORDERS, "\ufffd");
}
