/** The head of a dashboard and its key numbers. */
import { element, replace, type Child } from "./dom";

export interface Fact {
  readonly label: string;
  readonly value: Child;
  /** Small print below. */
  readonly detail?: Child;
}

/** Pixels; in less, a number and its small print do not fit. */
const LEAST_WIDTH = 138;

/** As many columns as fit, but no more than fill all rows evenly: 8 in a width for 7 are two rows of 4. */
export function evenColumns(count: number, width: number): number {
  const fitting = Math.max(1, Math.floor(width / LEAST_WIDTH));
  const rows = Math.max(1, Math.ceil(count / fitting));
  return Math.max(1, Math.ceil(count / rows));
}

/** Key numbers as a list of terms and values. */
export function factList(): { readonly element: HTMLElement; show(facts: readonly Fact[]): void } {
  const list = element("dl", { class: "facts" });
  const arrange = (): void => {
    const columns = evenColumns(list.childElementCount, list.clientWidth);
    list.style.setProperty("--columns", String(columns));
  };
  new ResizeObserver(arrange).observe(list);
  return {
    element: list,
    show(facts) {
      replace(
        list,
        ...facts.map(({ label, value, detail }) =>
          element(
            "div",
            {},
            element("dt", {}, label),
            element("dd", { class: "fact-value" }, value),
            detail !== undefined && detail !== "" && element("dd", { class: "detail" }, detail),
          ),
        ),
      );
      arrange();
    },
  };
}

/** Names and values, one a line: a configuration. */
export function definitions(entries: readonly (readonly [string, Child])[]): HTMLElement {
  const rows = entries.map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value)),
  );
  return element("dl", { class: "definitions" }, ...rows);
}

export interface Head {
  readonly element: HTMLElement;
  show(title: string, detail: Child, actions: readonly HTMLElement[]): void;
}

/** The title of the page, a line below it, and its buttons. */
export function head(): Head {
  const title = element("h1");
  const detail = element("p", { class: "detail" });
  const actions = element("div", { class: "actions" });
  return {
    element: element("header", { class: "head" }, element("div", {}, title, detail), actions),
    show(name, line, buttons) {
      if (title.textContent !== name) title.textContent = name;
      replace(detail, line);
      replace(actions, ...buttons);
    },
  };
}
