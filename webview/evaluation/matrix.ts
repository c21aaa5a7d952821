/** The confusion matrix: counts or shares of a row; arrow keys walk its cells, Enter shows a cell's pictures. */
import * as l10n from "@vscode/l10n";
import type { Evaluation } from "../../src/protocol/evaluation";
import { toggle } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import { viewState } from "../lib/host";
import { onThemeChange } from "../lib/theme";
import { cellColours, cellLabel, cellText, type MatrixMode } from "./matrixCell";
import { matrixTable } from "./matrixTable";
import type { Cell } from "./selection";

/** With more classes the cells are small and the column names stand upright. */
const FEW = 6;

export class Matrix {
  private readonly frame = element("div", { class: "matrix-frame" });
  private readonly view = viewState<{ mode: MatrixMode; row: number; column: number }>("matrix", {
    mode: "counts",
    row: 0,
    column: 0,
  });
  readonly element = section(
    l10n.t("Confusion matrix"),
    toggle({
      label: l10n.t("Values of the cells"),
      choices: [
        { value: "counts", label: l10n.t("Counts") },
        { value: "shares", label: l10n.t("Normalised") },
      ],
      value: this.view.value.mode,
      onChange: (mode) => {
        this.view.set({ mode: mode === "shares" ? "shares" : "counts" });
        this.paint();
      },
    }),
    element(
      "p",
      { class: "detail" },
      l10n.t("Rows are actual classes, columns predicted ones. Choose a cell to see its pictures."),
    ),
    this.frame,
  );
  private evaluation: Evaluation | undefined;
  private cells: HTMLElement[][] = [];
  private selected: Cell = { actual: null, predicted: null };

  constructor(private readonly onChoose: (cell: Cell) => void) {
    this.frame.addEventListener("keydown", (event) => {
      this.move(event);
    });
    this.frame.addEventListener("click", (event) => {
      this.activate(event.target);
    });
    onThemeChange(() => {
      this.paint();
    });
  }

  show(evaluation: Evaluation): void {
    this.evaluation = evaluation;
    const { table, cells } = matrixTable(evaluation.classes);
    this.cells = cells;
    this.frame.classList.toggle("many", evaluation.classes.length > FEW);
    replace(this.frame, table);
    this.paint();
  }

  /** Marks the cell whose pictures are shown. */
  select(cell: Cell): void {
    this.selected = cell;
    this.paint();
  }

  private paint(): void {
    if (!this.evaluation) return;
    const { confusion, classes } = this.evaluation;
    const { mode } = this.view.value;
    const largest = Math.max(...confusion.flat(), 1);
    const last = classes.length - 1;
    const focusRow = Math.min(this.view.value.row, last);
    const focusColumn = Math.min(this.view.value.column, last);
    for (const [actual, row] of this.cells.entries()) {
      const counts = confusion[actual] ?? [];
      const total = counts.reduce((sum, count) => sum + count, 0);
      for (const [predicted, node] of row.entries()) {
        const count = counts[predicted] ?? 0;
        const share = total === 0 ? 0 : count / total;
        const value = { count, share, correct: actual === predicted };
        const strength = mode === "counts" ? count / largest : share;
        const { background, text } = cellColours(strength, value.correct);
        node.style.backgroundColor = background;
        node.style.color = text;
        // among many classes, zeros would hide what matters
        node.textContent = count === 0 && classes.length > FEW ? "" : cellText(value, mode);
        node.tabIndex = actual === focusRow && predicted === focusColumn ? 0 : -1;
        const names = [classes[actual] ?? "", classes[predicted] ?? ""] as const;
        node.setAttribute("aria-label", cellLabel(value, names));
        node.title = cellLabel(value, names);
        const chosen = this.selected.actual === actual && this.selected.predicted === predicted;
        node.setAttribute("aria-selected", String(chosen));
      }
    }
  }

  private position(node: EventTarget | null): readonly [number, number] | undefined {
    for (const [row, cells] of this.cells.entries()) {
      const column = cells.findIndex((cell) => cell === node);
      if (column >= 0) return [row, column];
    }
    return undefined;
  }

  private activate(node: EventTarget | null): void {
    const position = this.position(node);
    if (!position) return;
    const [actual, predicted] = position;
    this.view.set({ row: actual, column: predicted });
    this.select({ actual, predicted });
    this.onChoose({ actual, predicted });
  }

  private move(event: KeyboardEvent): void {
    const position = this.position(event.target);
    if (!position) return;
    const [row, column] = position;
    const last = this.cells.length - 1;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.activate(event.target);
      return;
    }
    const targets: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey ? [last, last] : [row, last],
      PageUp: [0, column],
      PageDown: [last, column],
    };
    const [nextRow, nextColumn] = targets[event.key] ?? [-1, -1];
    const next = this.cells[nextRow]?.[nextColumn];
    if (!next) return;
    event.preventDefault();
    this.cells[row]?.[column]?.setAttribute("tabindex", "-1");
    next.tabIndex = 0;
    next.focus();
    this.view.set({ row: nextRow, column: nextColumn });
  }
}
