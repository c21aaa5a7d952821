/** The drawing of the map: thousands of points on a canvas that can be moved, magnified, and chosen from by hand. */
import { element } from "../lib/dom";
import { cssOf, onThemeChange, themeColour, type Colour } from "../lib/theme";
import {
  isInside,
  moved,
  nearest,
  rectangle,
  sightOfAll,
  toScreen,
  zoomed,
  type Place,
  type Sight,
  type Size,
} from "./mapGeometry";

/** What dragging does. */
export type Mode = "lasso" | "rectangle" | "move";

export interface PlotPoint extends Place {
  /** Which of the colours. */
  readonly kind: number;
  /** Drawn as a square. */
  readonly isWrong: boolean;
}

export interface PlotOptions {
  readonly label: string;
  readonly describedBy: string;
  /** Colours by kind; asked for again when the theme changes. */
  readonly colours: () => readonly Colour[];
  /** Points were chosen by hand. */
  readonly onSelect: (indices: readonly number[]) => void;
  /** The pointer is over a point, at pixels of the drawing; undefined: over none. */
  readonly onHover: (index: number | undefined, at: Place) => void;
}

/** Pixels: of a point, and around it where it is still meant. */
const RADIUS = 3.5;
const REACH = 10;
/** How far the pointer goes before it drags. */
const SLACK = 4;
const FAINT = 0.15;
const KEY_STEP = 40;
const ZOOM_STEP = 1.3;

export class MapPlot {
  readonly canvas: HTMLCanvasElement;
  mode: Mode = "lasso";
  private points: readonly PlotPoint[] = [];
  private selected: ReadonlySet<number> | undefined;
  private hovered: number | undefined;
  private places: readonly Place[] = [];
  private size: Size = { width: 0, height: 0 };
  private all: Sight = { x: 0, y: 0, scale: 1 };
  private sight = this.all;
  /** Where the pointer went since it was pressed. */
  private trail: Place[] = [];
  private frame = 0;

  constructor(private readonly options: PlotOptions) {
    this.canvas = element("canvas", {
      class: "map-canvas",
      attributes: {
        tabindex: 0,
        role: "img",
        "aria-label": options.label,
        "aria-describedby": options.describedBy,
      },
      on: {
        keydown: (event) => {
          this.press(event);
        },
        pointerdown: (event) => {
          this.begin(event);
        },
        pointermove: (event) => {
          this.follow(event);
        },
        pointerup: (event) => {
          this.finish(event);
        },
        pointercancel: () => {
          this.trail = [];
          this.redraw();
        },
        pointerleave: () => {
          this.hover(undefined, { x: 0, y: 0 });
        },
      },
    });
    this.canvas.addEventListener("wheel", (event) => {
      this.roll(event);
    });
    new ResizeObserver(() => {
      this.resize();
    }).observe(this.canvas);
    onThemeChange(() => {
      this.redraw();
    });
  }

  /** Draws points; the sight stays unless they stand elsewhere than before. */
  show(points: readonly PlotPoint[], selected: ReadonlySet<number> | undefined): void {
    const isSame =
      points.length === this.points.length &&
      points.every(({ x, y }, at) => x === this.points[at]?.x && y === this.points[at].y);
    this.points = points;
    this.selected = selected;
    if (isSame) this.redraw();
    else this.reset();
  }

  /** Shows everything. */
  reset(): void {
    this.all = sightOfAll(this.points, this.size);
    this.turn(this.all);
  }

  /** Magnifies about the middle. */
  zoom(factor: number): void {
    this.zoomAt(factor, { x: this.size.width / 2, y: this.size.height / 2 });
  }

  /** The points that are in sight. */
  get inSight(): number[] {
    const { width, height } = this.size;
    return this.within(rectangle({ x: 0, y: 0 }, { x: width, y: height }));
  }

  private within(polygon: readonly Place[]): number[] {
    return [...this.places.entries()].flatMap(([at, place]) =>
      isInside(place, polygon) ? at : [],
    );
  }

  private zoomAt(factor: number, at: Place): void {
    this.turn(zoomed(this.sight, factor, { at, size: this.size, all: this.all }));
  }

  private turn(sight: Sight): void {
    this.sight = sight;
    this.places = this.points.map((point) => toScreen(point, sight, this.size));
    this.redraw();
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || (width === this.size.width && height === this.size.height)) return;
    const isWhole = this.sight === this.all;
    this.size = { width, height };
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.all = sightOfAll(this.points, this.size);
    this.turn(isWhole ? this.all : this.sight);
  }

  private press(event: KeyboardEvent): void {
    const pulls: Readonly<Record<string, Place>> = {
      ArrowLeft: { x: KEY_STEP, y: 0 },
      ArrowRight: { x: -KEY_STEP, y: 0 },
      ArrowUp: { x: 0, y: KEY_STEP },
      ArrowDown: { x: 0, y: -KEY_STEP },
    };
    const pull = pulls[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (pull !== undefined) this.turn(moved(this.sight, pull));
    else if (event.key === "+" || event.key === "=") this.zoom(ZOOM_STEP);
    else if (event.key === "-") this.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") this.reset();
    else if (event.key === "Enter") this.options.onSelect(this.inSight);
    else return;
    event.preventDefault();
  }

  /** Magnifies while the map has the focus or Ctrl is held: else the page scrolls. */
  private roll(event: WheelEvent): void {
    if (document.activeElement !== this.canvas && !event.ctrlKey) return;
    event.preventDefault();
    this.zoomAt(Math.exp(-event.deltaY / 400), placeOf(event));
  }

  private begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.trail = [placeOf(event)];
  }

  private follow(event: PointerEvent): void {
    const at = placeOf(event);
    const last = this.trail.at(-1);
    if (last === undefined) {
      this.hover(nearest(this.places, at, REACH), at);
      return;
    }
    this.hover(undefined, at);
    if (this.mode === "move") this.turn(moved(this.sight, { x: at.x - last.x, y: at.y - last.y }));
    this.trail.push(at);
    this.redraw();
  }

  private finish(event: PointerEvent): void {
    const { trail } = this;
    this.trail = [];
    const [first] = trail;
    const last = placeOf(event);
    if (first === undefined) return;
    const isClick = trail.every(({ x, y }) => Math.hypot(x - first.x, y - first.y) <= SLACK);
    if (isClick) {
      const point = nearest(this.places, last, REACH);
      this.options.onSelect(point === undefined ? [] : [point]);
    } else if (this.mode !== "move") {
      const polygon = this.mode === "lasso" ? [...trail, last] : rectangle(first, last);
      this.options.onSelect(this.within(polygon));
    }
    this.redraw();
  }

  private hover(index: number | undefined, at: Place): void {
    if (index === this.hovered && index === undefined) return;
    this.hovered = index;
    this.options.onHover(index, at);
    this.redraw();
  }

  private redraw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const context = this.canvas.getContext("2d");
    if (context === null || this.size.width === 0) return;
    const { width, height } = this.size;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    const colours = this.options.colours().map(cssOf);
    const { selected } = this;
    // the chosen ones lie above the others
    for (const isSelected of selected === undefined ? [true] : [false, true]) {
      context.globalAlpha = isSelected ? 0.85 : FAINT;
      for (const [at, point] of this.points.entries()) {
        if (selected !== undefined && selected.has(at) !== isSelected) continue;
        const place = this.places[at];
        if (place === undefined || !isNear(place, this.size)) continue;
        context.fillStyle = colours[point.kind] ?? "";
        mark(context, place, point.isWrong);
      }
    }
    context.globalAlpha = 1;
    context.strokeStyle = cssOf(themeColour("foreground", "#888888"));
    context.lineWidth = 1.5;
    const place = this.hovered === undefined ? undefined : this.places[this.hovered];
    if (place !== undefined) {
      context.beginPath();
      context.arc(place.x, place.y, RADIUS + 3, 0, 2 * Math.PI);
      context.stroke();
    }
    this.outline(context);
  }

  /** What is being drawn by hand. */
  private outline(context: CanvasRenderingContext2D): void {
    const [first] = this.trail;
    const last = this.trail.at(-1);
    if (this.mode === "move" || first === undefined || last === undefined) return;
    const polygon = this.mode === "lasso" ? this.trail : rectangle(first, last);
    context.setLineDash([5, 4]);
    context.beginPath();
    for (const { x, y } of polygon) context.lineTo(x, y);
    context.closePath();
    context.stroke();
    context.setLineDash([]);
  }
}

function placeOf({ offsetX: x, offsetY: y }: MouseEvent): Place {
  return { x, y };
}

function isNear({ x, y }: Place, { width, height }: Size): boolean {
  return x > -RADIUS && y > -RADIUS && x < width + RADIUS && y < height + RADIUS;
}

/** A disc, or a square for what is wrong: colour alone must not say it. */
function mark(context: CanvasRenderingContext2D, { x, y }: Place, isSquare: boolean): void {
  context.beginPath();
  if (isSquare) context.rect(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
  else context.arc(x, y, RADIUS, 0, 2 * Math.PI);
  context.fill();
}
