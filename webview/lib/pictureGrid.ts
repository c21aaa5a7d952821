/** A wall of thumbnails of any length: only what is in sight exists, pages are asked for when they come near. */
import { element } from "./dom";
import { showError } from "./message";

/** How many items one request brings. */
const PAGE = 60;
/** Requests under way at once: who scrolls past many pages waits for those in sight, not for all on the way. */
const MOST_REQUESTS = 2;
/** Rows kept ready above and below what is in sight. */
const SPARE_ROWS = 2;

export interface GridItem {
  /** Relative to the data set's folder: what the commands of a right-click act on. */
  readonly path: string;
  /** What an img loads. */
  readonly source: string;
  /** What stands below the picture, and names it. */
  readonly caption: () => Node;
}

/** Where items come from; one object a query, so that late answers of an older query are dropped. */
export interface GridSource {
  readonly total: number;
  page(offset: number, limit: number): Promise<readonly GridItem[]>;
}

export interface GridOptions {
  readonly label: string;
  /** Pixels; cells of a row share what is left over. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly onOpen: (index: number) => void;
}

export class PictureGrid {
  readonly element: HTMLElement;
  private source: GridSource = { total: 0, page: () => Promise.resolve([]) };
  private readonly items = new Map<number, GridItem>();
  private readonly asked = new Set<number>();
  /** Pages that were asked for and have not come. */
  private readonly awaitedPages = new Set<number>();
  private readonly cells = new Map<number, HTMLElement>();
  /** The cell that Tab reaches. */
  private current = 0;
  /** A cell that shall get the focus as soon as its picture is known. */
  private awaited: number | undefined;
  private frame = 0;

  constructor(private readonly options: GridOptions) {
    const attributes = { role: "list", "aria-label": options.label };
    this.element = element("div", { class: "picture-grid", attributes });
    this.element.addEventListener("keydown", (event) => {
      this.move(event);
    });
    const draw = (): void => {
      this.schedule();
    };
    window.addEventListener("scroll", draw, { passive: true });
    window.addEventListener("resize", draw);
    new ResizeObserver(draw).observe(this.element);
    new ResizeObserver(draw).observe(document.body); // what stands above may grow
  }

  /** Shows other items; answers to older questions are dropped. */
  show(source: GridSource): void {
    this.source = source;
    this.items.clear();
    this.asked.clear();
    this.awaitedPages.clear();
    for (const cell of this.cells.values()) cell.remove();
    this.cells.clear();
    this.awaited = undefined;
    this.current = Math.min(this.current, Math.max(source.total - 1, 0));
    this.schedule();
  }

  /** Puts the focus on a cell, scrolling it into sight. */
  focus(index: number): void {
    this.current = index;
    const top = this.element.getBoundingClientRect().top + this.rowOf(index) * this.cellHeight;
    const above = Math.min(top - 8, 0);
    const below = Math.max(top + this.cellHeight + 8 - window.innerHeight, 0);
    window.scrollBy({ top: above + below, behavior: "instant" });
    this.draw();
    const control = this.cells.get(index)?.querySelector("button");
    control?.focus({ preventScroll: true });
    this.awaited = control ? undefined : index;
  }

  private get cellHeight(): number {
    return this.options.cellHeight;
  }

  private get columns(): number {
    return Math.max(1, Math.floor(this.element.clientWidth / this.options.cellWidth));
  }

  private rowOf(index: number): number {
    return Math.floor(index / this.columns);
  }

  private schedule(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.draw();
    });
  }

  private draw(): void {
    const { total } = this.source;
    const { columns } = this;
    const height = `${Math.ceil(total / columns) * this.cellHeight}px`;
    if (this.element.style.height !== height) this.element.style.height = height;
    if (this.element.clientWidth === 0) return;
    const { top } = this.element.getBoundingClientRect();
    const firstRow = Math.max(0, Math.floor(-top / this.cellHeight) - SPARE_ROWS);
    const lastRow = Math.ceil((window.innerHeight - top) / this.cellHeight) + SPARE_ROWS;
    const first = Math.min(firstRow * columns, total);
    const last = Math.min(Math.max(lastRow, 0) * columns, total);
    for (const [index, cell] of this.cells) {
      const needed = index === this.current || cell.contains(document.activeElement);
      if ((index < first || index >= last) && !needed) {
        cell.remove();
        this.cells.delete(index);
      }
    }
    for (let index = first; index < last; index++) this.place(index);
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) this.ask(page);
    if (total === 0) return;
    // Tab must reach the grid even while it is out of sight
    this.place(this.current);
    this.ask(Math.floor(this.current / PAGE));
  }

  /** Makes or moves the cell of an index. */
  private place(index: number): void {
    const cell = this.cells.get(index) ?? this.add(index);
    const width = this.element.clientWidth / this.columns;
    const left = (index % this.columns) * width;
    cell.style.width = `${width}px`;
    cell.style.height = `${this.cellHeight}px`;
    cell.style.transform = `translate(${left}px, ${this.rowOf(index) * this.cellHeight}px)`;
    const control = cell.firstElementChild;
    if (control instanceof HTMLButtonElement) control.tabIndex = index === this.current ? 0 : -1;
  }

  private add(index: number): HTMLElement {
    const attributes = {
      role: "listitem",
      "aria-posinset": index + 1,
      "aria-setsize": this.source.total,
    };
    const cell = element("div", { class: "picture-cell", attributes });
    this.cells.set(index, cell);
    // cells stand in the document in their order, for Tab and screen readers
    const next = [...this.cells.keys()].filter((key) => key > index).sort((a, b) => a - b)[0];
    this.element.insertBefore(cell, next === undefined ? null : (this.cells.get(next) ?? null));
    this.fill(index);
    return cell;
  }

  private fill(index: number): void {
    const item = this.items.get(index);
    const cell = this.cells.get(index);
    if (!item || !cell) return;
    const image = element("img", {
      attributes: { src: item.source, alt: "", loading: "lazy", decoding: "async" },
    });
    image.addEventListener("error", () => {
      image.classList.add("broken");
    });
    const open = (): void => {
      this.current = index;
      this.options.onOpen(index);
      this.schedule();
    };
    cell.replaceChildren(
      element(
        "button",
        {
          attributes: { type: "button", "data-vscode-context": contextOf(item) },
          on: { click: open },
        },
        image,
        item.caption(),
      ),
    );
    if (index === this.awaited) this.focus(index);
  }

  private ask(page: number): void {
    // the next one to come has what is in sight then drawn, which asks for its pages
    if (this.asked.has(page) || this.awaitedPages.size >= MOST_REQUESTS) return;
    this.asked.add(page);
    this.awaitedPages.add(page);
    const { source } = this;
    source.page(page * PAGE, PAGE).then(
      (items) => {
        if (source !== this.source) return;
        this.awaitedPages.delete(page);
        for (const [offset, item] of items.entries()) {
          this.items.set(page * PAGE + offset, item);
          this.fill(page * PAGE + offset);
        }
        this.schedule();
      },
      (error: unknown) => {
        if (source !== this.source) return;
        this.asked.delete(page);
        this.awaitedPages.delete(page);
        showError(error);
      },
    );
  }

  private move(event: KeyboardEvent): void {
    const { columns } = this;
    const last = this.source.total - 1;
    const visibleRows = Math.max(1, Math.floor(window.innerHeight / this.cellHeight));
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -columns * visibleRows,
      PageDown: columns * visibleRows,
      Home: -this.current,
      End: last - this.current,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.focus(Math.min(Math.max(this.current + step, 0), last));
  }
}

/** What VS Code hands to the commands in its context menu; the page's own context has the folder. */
function contextOf({ path }: GridItem): string {
  const preventDefaultContextMenuItems = true; // there is no text to cut or paste
  return JSON.stringify({ webviewSection: "pupil.picture", path, preventDefaultContextMenuItems });
}
