/** The legend of the map: each kind with its colour; pressing it chooses its pictures. */
import * as l10n from "@vscode/l10n";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { cssOf, type Colour } from "../lib/theme";
import type { Kind } from "./mapColours";
import { splitName } from "./overview";

/** What a kind is called. */
export function kindText({ name, isClass }: Pick<Kind, "name" | "isClass">): string {
  if (isClass) return name;
  switch (name) {
    case "train":
    case "validation":
    case "test":
      return splitName(name);
    case "right":
      return l10n.t("right");
    case "wrong":
      return l10n.t("wrong");
    default:
      return l10n.t("no label");
  }
}

export class MapLegend {
  readonly element = element("div", {
    class: "map-legend",
    attributes: { role: "group", "aria-label": l10n.t("Legend: press to choose") },
  });
  private kinds: readonly Kind[] = [];
  private colours: readonly Colour[] = [];
  private readonly pressed = new Set<string>();

  /** `onChange` hears of the kinds that are pressed. */
  constructor(private readonly onChange: (kinds: readonly Kind[]) => void) {}

  show(kinds: readonly Kind[], colours: readonly Colour[]): void {
    this.kinds = kinds;
    this.colours = colours;
    this.pressed.clear();
    this.draw();
  }

  /** Something else was chosen. */
  clear(): void {
    if (this.pressed.size === 0) return;
    this.pressed.clear();
    this.draw();
  }

  private draw(): void {
    replace(this.element, ...this.kinds.map((kind, at) => this.entry(kind, this.colours[at])));
  }

  private entry(kind: Kind, colour: Colour | undefined): HTMLElement {
    const { name, points } = kind;
    const dot = element("span", { class: "map-dot", attributes: { "aria-hidden": true } });
    if (colour !== undefined) dot.style.setProperty("--colour", cssOf(colour));
    const pressed = this.pressed.has(name);
    const click = (): void => {
      if (!this.pressed.delete(name)) this.pressed.add(name);
      this.draw();
      this.onChange(this.kinds.filter((each) => this.pressed.has(each.name)));
    };
    return element(
      "button",
      {
        attributes: { type: "button", "aria-pressed": pressed, "data-key": `kind-${name}` },
        on: { click },
      },
      dot,
      element("span", { class: "map-kind" }, kindText(kind)),
      element("span", { class: "detail" }, format.count(points.length)),
    );
  }
}
