/** Errors of each class by each run, on the pictures that all have; a bar shows how many, the last column where runs differ. */
import * as l10n from "@vscode/l10n";
import type { CommonPictures, ComparedClass } from "../../src/protocol/comparison";
import { toneClass } from "../lib/bars";
import { element, section, type Child } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { type Column, sortableTable } from "../lib/table";
import { letterOf } from "./identity";

/** Largest less smallest number of errors. */
function spread({ errors }: ComparedClass): number {
  const known = errors.filter((each) => each !== null);
  return Math.max(...known) - Math.min(...known);
}

/** A bar as long as its share of the most errors there are, and the number. */
function bar(errors: number, most: number, run: number): Child {
  const fill = element("span", { class: `error-fill ${toneClass(run)}` });
  fill.style.width = `${(errors / Math.max(most, 1)) * 100}%`;
  const track = element(
    "span",
    { class: "error-track", attributes: { "aria-hidden": true } },
    fill,
  );
  return element("span", { class: "errors" }, track, format.count(errors));
}

/** The section; `onChoose` gets the index of the class whose pictures are wanted. */
export function classErrors(
  { runs, perClass }: CommonPictures,
  onChoose: (index: number) => void,
): HTMLElement {
  const errorsOf = ({ errors }: ComparedClass, run: number): number => errors[run] ?? 0;
  const most = Math.max(...perClass.flatMap((each) => runs.map((run) => errorsOf(each, run))));
  const nameButton = ({ name }: ComparedClass): HTMLElement => {
    const title = l10n.t("Show the pictures of {0}", name);
    const click = (): void => {
      onChoose(perClass.findIndex((each) => each.name === name));
    };
    return element(
      "button",
      { class: "link", attributes: { type: "button", title }, on: { click } },
      name,
    );
  };
  const columns: Column<ComparedClass>[] = [
    { id: "name", label: l10n.t("Class"), cell: nameButton, order: ({ name }) => name },
    {
      id: "pictures",
      label: l10n.t("Pictures"),
      numeric: true,
      cell: ({ pictures }) => format.count(pictures),
      order: ({ pictures }) => pictures,
    },
    ...runs.map((run): Column<ComparedClass> => ({
      id: `run-${run}`,
      label: l10n.t("Errors of {0}", letterOf(run)),
      cell: (each) => bar(errorsOf(each, run), most, run),
      order: (each) => errorsOf(each, run),
    })),
    {
      id: "spread",
      label: l10n.t("Difference"),
      numeric: true,
      cell: (each) => format.count(spread(each)),
      order: spread,
    },
  ];
  const title = l10n.t("Errors of each class");
  const table = sortableTable({
    caption: title,
    columns,
    sort: viewState("class errors", { column: "spread", descending: true }),
  });
  table.show(perClass);
  return section(title, table.element);
}
