/** What the reliability diagram is drawn of. Pure but for words. */
import * as l10n from "@vscode/l10n";
import type { Calibration, CalibrationBin } from "../../src/protocol/insights";
import * as format from "../lib/format";
import type { ShownCurves } from "./curveChart";

interface Mark {
  readonly x: number;
  /** 0: as trained, 1: with the temperature. */
  readonly line: 0 | 1;
  readonly bin: CalibrationBin;
}

function marksOf(calibration: Calibration | undefined, line: 0 | 1): Mark[] {
  return (calibration?.bins ?? []).map((bin) => ({ x: bin.confidence, line, bin }));
}

/** Lines: perfect calibration, as trained, with the temperature; x is the mean certainty of each bin. */
export function reliabilityPoints(trained: Calibration, scaled?: Calibration): ShownCurves {
  const marks = [...marksOf(trained, 0), ...marksOf(scaled, 1)].sort((a, b) => a.x - b.x);
  const line = (which: 0 | 1): (number | null)[] =>
    marks.map((mark) => (mark.line === which ? mark.bin.accuracy : null));
  // the diagonal goes from corner to corner, wherever the bins are
  return {
    x: [0, ...marks.map(({ x }) => x), 1],
    lines: [
      [0, ...marks.map(({ x }) => x), 1],
      [null, ...line(0), null],
      [null, ...line(1), null],
    ],
    readings: ["", ...marks.map(reading), ""],
    summary: l10n.t("Below the diagonal the network is too sure of itself."),
  };
}

function reading({ line, bin }: Mark): string {
  const { pictures, confidence, accuracy } = bin;
  const numbers = [format.percent(confidence), format.percent(accuracy), format.count(pictures)];
  return line === 0
    ? l10n.t("As trained: {0} sure on average, {1} right, {2} pictures", ...numbers)
    : l10n.t("With the temperature: {0} sure on average, {1} right, {2} pictures", ...numbers);
}
