/** The tab with the embedding map: a run's pictures as points, those that the network finds alike side by side. */
import * as l10n from "@vscode/l10n";
import type { EmbeddingMap, MapPoint } from "../../src/protocol/embedding";
import { button, dropdown, toggle } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { call, on, viewState } from "../lib/host";
import { perform, showError } from "../lib/message";
import { PALETTE, themeColour, themeText } from "../lib/theme";
import {
  COLOURINGS,
  distinctColours,
  isWrong,
  kindsOf,
  type Colouring,
  type Kind,
} from "./mapColours";
import { MapLegend, kindText } from "./mapLegend";
import { MapPlot, type Mode } from "./mapPlot";
import { MapTip } from "./mapTip";
import { ChosenPictures } from "./chosenPictures";

const ZOOM_STEP = 1.5;
const MODES: readonly Mode[] = ["lasso", "rectangle", "move"];

export class MapPanel {
  private readonly view = viewState<{ colouring: Colouring; target: string; mode: Mode }>("map", {
    colouring: "actual",
    target: "",
    mode: "lasso",
  });
  private readonly make = element("div", { class: "actions" });
  private readonly facts = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly help = element("p", { class: "detail", attributes: { id: "map-help" } });
  private readonly colouring = dropdown({
    label: l10n.t("Colour by"),
    choices: [],
    value: this.view.value.colouring,
    onChange: (value) => {
      const colouring = COLOURINGS.find((each) => each === value);
      if (colouring !== undefined) this.change({ colouring });
    },
  });
  private readonly target = dropdown({
    label: l10n.t("Label"),
    choices: [],
    value: "",
    onChange: (target) => {
      this.change({ target });
    },
  });
  private readonly plot = new MapPlot({
    label: l10n.t("Map of the pictures"),
    describedBy: "map-help",
    colours: () => this.colours(),
    onSelect: (indices) => {
      this.legend.clear();
      this.select(indices);
    },
    onHover: (index, at) => {
      const point = index === undefined ? undefined : this.map?.points[index];
      this.tip.show(point && { point, words: this.words(point), at });
    },
  });
  private readonly tip = new MapTip();
  private readonly legend = new MapLegend((kinds) => {
    this.select(kinds.flatMap(({ points }) => points));
  });
  private readonly chosen = new ChosenPictures(() => {
    this.legend.clear();
    this.select([]);
  });
  private readonly body = element(
    "div",
    { attributes: { hidden: true } },
    element("div", { class: "filters" }, this.colouring.element, this.target.element),
    this.tools(),
    element(
      "div",
      { class: "map" },
      element("div", { class: "map-frame" }, this.plot.canvas, this.tip.element),
      this.legend.element,
    ),
    this.help,
    this.chosen.element,
  );
  readonly element = element(
    "section",
    { class: "map-panel" },
    element("h2", {}, l10n.t("Map of the pictures")),
    element(
      "p",
      { class: "detail" },
      l10n.t(
        "All pictures of the run, whatever part is chosen above. Those that the network finds alike lie side by side; directions and the distance of what is far apart mean little.",
      ),
    ),
    this.make,
    this.facts,
    this.body,
  );
  private map: EmbeddingMap | null = null;
  private kinds: readonly Kind[] = [];
  private selected: ReadonlySet<number> | undefined;
  private isAsked = false;

  constructor() {
    this.help.textContent = l10n.t(
      "Drag to choose pictures, or press their class in the legend. With the map in focus: arrow keys move it, plus and minus (or the wheel) magnify it, 0 shows all, Enter chooses what is in sight. Squares are wrong.",
    );
    this.plot.mode = this.view.value.mode;
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.refresh();
    }).observe(this.element);
    on("progress", (progress) => {
      if (progress === null) this.forget(); // it may have been made
    });
  }

  /** What is shown may be of another checkpoint: asked for again as soon as somebody looks. */
  forget(): void {
    this.isAsked = false;
    if (this.element.checkVisibility()) this.refresh();
  }

  private refresh(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    call("embeddingMap", {}).then(
      (map) => {
        if (map !== null && map.createdAt === this.map?.createdAt) return;
        this.map = map;
        this.selected = undefined;
        this.draw();
      },
      (error: unknown) => {
        this.isAsked = false;
        showError(error);
      },
    );
  }

  private change(change: { readonly colouring?: Colouring; readonly target?: string }): void {
    this.view.set(change);
    this.selected = undefined;
    this.draw();
  }

  private get which(): number {
    const index = this.map?.targets.findIndex(({ name }) => name === this.view.value.target) ?? -1;
    return Math.max(0, index);
  }

  private draw(): void {
    const { map, which } = this;
    replace(
      this.make,
      button({
        label: map === null ? l10n.t("Make the map") : l10n.t("Make it again"),
        key: "make-map",
        primary: map === null,
        onClick: () => {
          perform(call("embed", {}));
        },
      }),
    );
    this.body.hidden = map === null;
    this.facts.textContent = map === null ? l10n.t("There is no map yet.") : factsText(map);
    if (map === null) return;
    const { colouring } = this.view.value;
    this.colouring.show(
      COLOURINGS.map((value) => ({ value, label: colouringText(value) })),
      colouring,
    );
    const names = map.targets.map(({ name }) => ({ value: name, label: name }));
    this.target.show(names, names[which]?.value ?? "");
    this.target.element.hidden = names.length < 2;
    this.kinds = kindsOf(map, colouring, which);
    this.legend.show(this.kinds, this.colours());
    this.drawPoints();
  }

  private drawPoints(): void {
    const { map, which, kinds, selected } = this;
    if (map === null) return;
    const kindOf = new Map(kinds.flatMap(({ points }, kind) => points.map((at) => [at, kind])));
    const points = map.points.map((point, at) => ({
      x: point.x,
      y: point.y,
      kind: kindOf.get(at) ?? 0,
      isWrong: isWrong(point, which),
    }));
    this.plot.show(points, selected);
    const chosen = [...(selected ?? [])].flatMap((at) => map.points[at] ?? []);
    this.chosen.show(chosen, (point) => this.words(point));
  }

  private select(indices: readonly number[]): void {
    this.selected = indices.length === 0 ? undefined : new Set(indices);
    this.drawPoints();
  }

  private colours() {
    const given = PALETTE.map((name) => themeText(name, ""));
    const background = themeColour("editor-background", "#ffffff");
    return distinctColours(this.kinds.length, given, background);
  }

  /** What a point is and what was said of it. */
  private words({ answers, split, generated }: MapPoint) {
    const classes = this.map?.targets[this.which]?.classes ?? [];
    const answer = answers[this.which];
    const actual = answer?.actual ?? null;
    return {
      actual: actual === null ? l10n.t("no label") : (classes[actual] ?? ""),
      predicted: classes[answer?.predicted ?? -1] ?? "",
      certainty: format.percent(answer?.probability ?? 0),
      isRight: actual === null || actual === answer?.predicted,
      part: [
        kindText({ name: split, isClass: false }),
        ...(generated === true ? [l10n.t("generated")] : []),
      ].join(", "),
    };
  }

  private tools(): HTMLElement {
    const tool = (label: string, name: string, onClick: () => void): HTMLElement => {
      const node = button({ label, onClick });
      node.setAttribute("aria-label", name);
      node.setAttribute("title", name);
      return node;
    };
    return element(
      "div",
      { class: "map-tools" },
      toggle({
        label: l10n.t("Dragging"),
        choices: MODES.map((value) => ({ value, label: modeText(value) })),
        value: this.view.value.mode,
        onChange: (value) => {
          const mode = MODES.find((each) => each === value) ?? "lasso";
          this.view.set({ mode });
          this.plot.mode = mode;
        },
      }),
      tool("+", l10n.t("Magnify"), () => {
        this.plot.zoom(ZOOM_STEP);
      }),
      tool("−", l10n.t("Shrink"), () => {
        this.plot.zoom(1 / ZOOM_STEP);
      }),
      button({
        label: l10n.t("Show all"),
        onClick: () => {
          this.plot.reset();
        },
      }),
      button({
        label: l10n.t("Choose what is in sight"),
        onClick: () => {
          this.legend.clear();
          this.select(this.plot.inSight);
        },
      }),
    );
  }
}

function modeText(mode: Mode): string {
  switch (mode) {
    case "lasso":
      return l10n.t("Lasso");
    case "rectangle":
      return l10n.t("Rectangle");
    case "move":
      return l10n.t("Move");
  }
}

function colouringText(colouring: Colouring): string {
  switch (colouring) {
    case "actual":
      return l10n.t("Actual class");
    case "predicted":
      return l10n.t("Predicted class");
    case "verdict":
      return l10n.t("Right or wrong");
    case "split":
      return l10n.t("Part of the split");
  }
}

function factsText(map: EmbeddingMap): string {
  const { points, features, neighbours, trustworthiness, missing, createdAt } = map;
  const made = l10n.t(
    "{0} pictures, {1} numbers each, {2} neighbours (UMAP). Trustworthiness {3}: so far are neighbours here neighbours for the network, too. {4}.",
    format.count(points.length),
    format.count(features),
    format.count(neighbours),
    format.percent(trustworthiness),
    format.moment(createdAt),
  );
  const gone = l10n.t(
    "Pictures of the run that are gone or have changed: {0}.",
    format.count(missing),
  );
  return missing > 0 ? `${made} ${gone}` : made;
}
