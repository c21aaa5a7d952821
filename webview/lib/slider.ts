/** A number between two ends, to be pulled: the toolkit has no such control. */
import { element } from "./dom";

export interface SliderOptions {
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly value: number;
  /** The value in words, shown beside the name and said by screen readers. */
  readonly describe: (value: number) => string;
  /** Called while the person pulls. */
  readonly onInput: (value: number) => void;
}

export interface Slider {
  readonly element: HTMLElement;
  show(value: number): void;
}

let lastId = 0;

/** A slider with its name and value above it. */
export function slider(options: SliderOptions): Slider {
  const { label, minimum, maximum, step, value, describe, onInput } = options;
  const id = `slider-${++lastId}`;
  const control = element("input", {
    attributes: { id, type: "range", min: minimum, max: maximum, step, "data-key": label },
  });
  const words = element("span", { class: "slider-value", attributes: { "aria-hidden": true } });
  const show = (next: number): void => {
    control.value = String(next);
    const share = (next - minimum) / (maximum - minimum);
    control.style.setProperty("--share", `${share * 100}%`);
    words.textContent = describe(next);
    control.setAttribute("aria-valuetext", describe(next));
  };
  show(value);
  control.addEventListener("input", () => {
    const next = Number(control.value);
    show(next);
    onInput(next);
  });
  const name = element("label", { attributes: { for: id } }, label);
  const head = element("div", { class: "slider-head" }, name, words);
  return { element: element("div", { class: "slider" }, head, control), show };
}
