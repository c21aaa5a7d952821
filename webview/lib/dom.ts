/** Small helpers to make elements without innerHTML or inline style attributes, which the page's policy forbids. */

export type Child = Node | string | false | null | undefined;

type Attribute = string | number | boolean | undefined;

/** What an element is made with; attributes that are undefined or false are left out. */
export interface Properties {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly on?: { readonly [Type in keyof HTMLElementEventMap]?: Listener<Type> };
}

type Listener<Type extends keyof HTMLElementEventMap> = (event: HTMLElementEventMap[Type]) => void;

function decorate(node: Element, { class: name, attributes = {}, on = {} }: Properties): void {
  if (name !== undefined) node.setAttribute("class", name);
  setAttributes(node, attributes);
  for (const [type, listener] of Object.entries(on)) {
    node.addEventListener(type, listener as EventListener);
  }
}

/** Sets or removes attributes: true is "", false and undefined remove; aria-* keep "true" and "false". */
export function setAttributes(
  node: Element,
  attributes: Readonly<Record<string, Attribute>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || (value === false && !name.startsWith("aria-"))) {
      node.removeAttribute(name);
    } else {
      node.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
    }
  }
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter(
    (child): child is Node | string =>
      child !== false && child !== null && child !== undefined && child !== "",
  );
}

/** Makes an element with its children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  decorate(node, properties);
  node.append(...present(children));
  return node;
}

/** Makes an SVG element with its children. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  decorate(node, properties);
  node.append(...present(children));
  return node;
}

/** A section with a heading of the second level. */
export function section(title: string, ...children: Child[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}

/**
 * Replaces the children of a node; focus stays on the element with the same data-key, if there is one.
 */
export function replace(node: Element, ...children: Child[]): void {
  const active = document.activeElement;
  const key = active && node.contains(active) ? active.getAttribute("data-key") : null;
  node.replaceChildren(...present(children));
  if (key === null) return;
  const again = node.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
}

/** Text for screen readers only. */
export function hidden(text: string): HTMLElement {
  return element("span", { class: "visually-hidden" }, text);
}
