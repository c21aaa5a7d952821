/** The forms that many predictions are written in: each gives its head, a piece a picture, and its end. */
import type { Prediction, RankedClass } from "../../../protocol/evaluation";
import type { RunRecord } from "../../runs/schema";
import { type RunTarget, targetsOf } from "../../runs/targets";
import { type CsvCell, csvPath, csvRow } from "../../util/csv";

/** How many pictures there were, said when all are through. */
export interface Totals {
  readonly pictures: number;
  readonly unreadable: number;
}

/** A file as it grows. */
export interface PredictionsDocument {
  readonly head: string;
  piece(prediction: Prediction, index: number): string;
  end(totals: Totals): string;
}

/** What is written, apart from the pictures. */
export interface Subject {
  readonly run: string;
  readonly record: RunRecord;
  /** Classes a target, at most. */
  readonly top: number;
}

/** Digits of a probability: more than any network is sure of. */
const DIGITS = 6;

/** How many classes of a target are listed. */
function places({ classes }: RunTarget, top: number): number[] {
  return Array.from({ length: Math.min(top, classes.length) }, (_, index) => index);
}

/** breed, breed_probability, breed_2, breed_2_probability, ... */
function titlesOf(target: RunTarget, top: number): string[] {
  return places(target, top).flatMap((place) => {
    const title = place === 0 ? target.name : `${target.name}_${place + 1}`;
    return [title, `${title}_probability`];
  });
}

function cellsOf(target: RunTarget, top: number, ranked: readonly RankedClass[]): CsvCell[] {
  return places(target, top).flatMap((place): CsvCell[] => {
    const said = ranked[place];
    return said === undefined
      ? ["", ""]
      : [said.name, Number(said.probability.toPrecision(DIGITS))];
  });
}

/** The targets that the learned ones imply: species, where breeds were learned. */
function impliedBy(targets: readonly RunTarget[]): string[] {
  const learned = new Set(targets.map(({ name }) => name));
  const implied = targets.flatMap((target) => Object.values(target.implied).flatMap(Object.keys));
  return [...new Set(implied)].filter((name) => !learned.has(name));
}

/** A row a picture; what could not be read says why in the last column. */
export function csvDocument({ record, top }: Subject): PredictionsDocument {
  const targets = targetsOf(record);
  const implied = impliedBy(targets);
  const titles = targets.flatMap((target) => titlesOf(target, top));
  return {
    head: csvRow(["picture", ...titles, ...implied, "error"]),
    piece({ picture, top: first, second = [], labels, error = "" }) {
      const said = targets.flatMap((target, which) =>
        cellsOf(target, top, which === 0 ? first : second),
      );
      const meant = implied.map((name) => labels[name] ?? "");
      return csvRow([csvPath(picture), ...said, ...meant, error]);
    },
    end: () => "",
  };
}

/** One document, what `predict --json` writes, with a line a picture and the totals at the end. */
export function jsonDocument({ run, record }: Subject): PredictionsDocument {
  const { network, target, secondTarget } = record.config;
  const head = JSON.stringify({ run, network, target, secondTarget });
  return {
    head: `${head.slice(0, -1)},"predictions":[`,
    piece: (prediction, index) => `${index === 0 ? "" : ","}\n${JSON.stringify(prediction)}`,
    end: (totals) => `\n],${JSON.stringify(totals).slice(1)}\n`,
  };
}
