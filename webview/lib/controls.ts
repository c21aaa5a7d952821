/** The one door to @vscode/webview-ui-toolkit: controls that look like the editor's own. Archived upstream, so nothing else imports it. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { element, type Child } from "./dom";

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeTextField(),
);

let lastId = 0;

/** A custom element of the toolkit. */
function custom(
  tag: string,
  attributes: Record<string, string>,
  ...children: Child[]
): HTMLElement {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter((child): child is Node | string => Boolean(child)));
  return node;
}

export interface ButtonOptions {
  readonly label: string;
  readonly onClick: () => void;
  /** The one main action of a view. */
  readonly primary?: boolean;
  /** Keeps the focus when the view is drawn again. */
  readonly key?: string;
}

export function button({ label, onClick, primary = false, key }: ButtonOptions): HTMLElement {
  const node = custom("vscode-button", { appearance: primary ? "primary" : "secondary" }, label);
  if (key !== undefined) node.dataset["key"] = key;
  node.addEventListener("click", onClick);
  return node;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface DropdownOptions {
  readonly label: string;
  /** Keeps the focus when the view is drawn again. Default: the label. */
  readonly key?: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A labelled drop-down; `show` changes what can be chosen and what is. */
export interface Dropdown {
  readonly element: HTMLElement;
  show(choices: readonly Choice[], value: string): void;
}

export function dropdown(options: DropdownOptions): Dropdown {
  const { label, key = label, choices, value, onChange } = options;
  const id = `label-${++lastId}`;
  const control = custom("vscode-dropdown", { "aria-labelledby": id, "data-key": key }) as Valued;
  let shown = "";
  const show = (next: readonly Choice[], chosen: string): void => {
    const description = JSON.stringify(next);
    if (description !== shown) {
      shown = description;
      control.replaceChildren(
        ...next.map((choice) => {
          const option = custom("vscode-option", { value: choice.value }, choice.label);
          if (choice.value === chosen) option.setAttribute("selected", "");
          return option;
        }),
      );
    }
    // the toolkit learns its options in a later task than they are put in
    setTimeout(() => {
      if (control.value !== chosen) control.value = chosen;
    });
  };
  show(choices, value);
  control.addEventListener("change", () => {
    onChange(control.value);
  });
  return {
    element: element(
      "div",
      { class: "field" },
      element("span", { attributes: { id } }, label),
      control,
    ),
    show,
  };
}

interface Valued extends HTMLElement {
  value: string;
}

export interface TextFieldOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** Called as the person types. */
  readonly onInput: (value: string) => void;
}

export function textField({ label, placeholder, value, onInput }: TextFieldOptions): HTMLElement {
  // the toolkit takes the name for screen readers from the content alone
  const control = custom("vscode-text-field", { placeholder, value }, label) as Valued;
  control.addEventListener("input", () => {
    onInput(control.value);
  });
  return element("div", { class: "field" }, control);
}

export interface CheckboxOptions {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Keeps the focus when the view is drawn again. */
  readonly key?: string;
}

interface Checkable extends HTMLElement {
  readonly checked: boolean;
}

export function checkbox({ label, checked, onChange, key }: CheckboxOptions): HTMLElement {
  const control = custom("vscode-checkbox", {}, label) as Checkable;
  if (checked) control.setAttribute("checked", "");
  if (key !== undefined) control.dataset["key"] = key;
  control.addEventListener("change", () => {
    if (control.checked !== checked) onChange(control.checked);
    checked = control.checked; // it also says so when it is put into the page
  });
  return control;
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: Node;
}

interface Panels extends HTMLElement {
  /** The id of the tab that is shown. */
  readonly activeid: string;
}

export interface TabsOptions {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

/** Tabs over panels; arrow keys change the tab. */
export function tabs({ label, tabs: all, selected, onSelect }: TabsOptions): HTMLElement {
  const known = all.some(({ id }) => id === selected) ? selected : (all[0]?.id ?? "");
  const panels = custom(
    "vscode-panels",
    { activeid: known, "aria-label": label },
    ...all.map((tab) => custom("vscode-panel-tab", { id: tab.id }, tab.label)),
    ...all.map((tab) => custom("vscode-panel-view", { id: `view-${tab.id}` }, tab.content)),
  ) as Panels;
  panels.addEventListener("change", () => {
    onSelect(panels.activeid); // the attribute follows later
  });
  return panels;
}

export interface ToggleOptions {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A few choices side by side, one of them pressed. The toolkit has no such control. */
export function toggle({ label, choices, value, onChange }: ToggleOptions): HTMLElement {
  const buttons = choices.map((choice) =>
    element(
      "button",
      {
        attributes: { type: "button", "aria-pressed": choice.value === value },
        on: {
          click: () => {
            for (const [index, each] of buttons.entries()) {
              each.setAttribute("aria-pressed", String(choices[index] === choice));
            }
            onChange(choice.value);
          },
        },
      },
      choice.label,
    ),
  );
  const group = { role: "group", "aria-label": label };
  return element("div", { class: "toggle", attributes: group }, ...buttons);
}
