/** What a reader must know before trusting the network: sentences that follow from what was measured. */
import type { Calibration } from "../../protocol/insights";
import type { ReportMaterial } from "./material";
import { counted, isolated, listed, percent, percentInterval } from "./words";

/** Below this many pictures a class's numbers are rough. */
const FEW_PICTURES = 30;
/** A class is weak whose recall is so much below the accuracy. */
const WEAK = 0.1;
/** Probabilities that are off by more than this on average are not to be relied on. */
const MISCALIBRATED = 0.05;
const NAMED = 5;

/** A limit, or undefined where it does not apply. */
type Limit = (material: ReportMaterial) => string | undefined;

const closedWorld: Limit = ({ evaluation: { classes } }) =>
  `It knows ${classes.length} classes and always answers with` +
  " one of them: a picture of anything else gets a class, too, and perhaps a high probability.";

const sameSource: Limit = () =>
  "Its test pictures come from the same folder as its training pictures, at random. How it does on" +
  " pictures from other cameras, places or times was not measured; expect it to be worse.";

const notMeasured: Limit = () =>
  "Nor was it measured how it does on pictures that are blurred, dark, cropped or altered on purpose," +
  " or whether it treats groups within a class alike.";

const fewPictures: Limit = ({ evaluation: { perClass } }) => {
  const few = perClass
    .filter(({ support }) => support < FEW_PICTURES)
    .map(({ name }) => isolated(name));
  if (few.length === 0) return undefined;
  const which = few.length === perClass.length ? "Every class has" : `${listed(few, NAMED)} have`;
  return (
    `${few.length === 1 ? `${few.join()} has` : which} fewer than ${FEW_PICTURES} test pictures:` +
    " the numbers of single classes are rough, see their intervals."
  );
};

const weakest: Limit = ({ evaluation, insights }) => {
  const weak = evaluation.perClass
    .flatMap(({ name, recall, support }, index) => {
      const estimate = insights.estimates.perClass[index]?.recall;
      const isWeak = support > 0 && recall < evaluation.accuracy - WEAK;
      return isWeak && estimate
        ? [{ recall, text: `${isolated(name)} ${percentInterval(estimate)}` }]
        : [];
    })
    .sort((a, b) => a.recall - b.recall)
    .map(({ text }) => text);
  return weak.length === 0
    ? undefined
    : `It finds far fewer pictures of some classes than of others: ${listed(weak, NAMED)}.`;
};

const confused: Limit = ({ insights: { confusedPairs, classes } }) => {
  const [worst] = confusedPairs;
  if (worst === undefined) return undefined;
  const nameOf = (index: number) => isolated(classes[index] ?? "");
  const [actual, predicted] = [nameOf(worst.actual), nameOf(worst.predicted)];
  const pictures = counted(worst.count, "picture");
  return `Its most frequent mistake is to take ${actual} for ${predicted} (${pictures}, ${percent(worst.share)} of the class).`;
};

/** Mean confidence less accuracy: above 0 the network is too sure. */
function excess({ bins }: Calibration): number {
  const pictures = bins.reduce((sum, bin) => sum + bin.pictures, 0);
  return (
    bins.reduce((sum, bin) => sum + (bin.confidence - bin.accuracy) * bin.pictures, 0) / pictures
  );
}

const miscalibrated: Limit = ({ insights: { calibration } }) => {
  const { expectedError } = calibration;
  if (expectedError <= MISCALIBRATED) {
    return `Its probabilities are about right for pictures like the test's: off by ${percent(expectedError)} on average.`;
  }
  const direction = excess(calibration) > 0 ? "too high" : "too low";
  return (
    `Its probabilities are not to be taken at their word: they are off by ${percent(expectedError)}` +
    ` on average, mostly ${direction}.`
  );
};

const leaked: Limit = ({ run: { split } }) =>
  split.leaked !== undefined && split.leaked > 0
    ? `${counted(split.leaked, "picture")} of validation and test have a copy among the training` +
      " pictures, so that its numbers flatter."
    : undefined;

const generated: Limit = ({ insights }) => {
  const { paths, realAccuracy } = insights.generated;
  if (paths.length === 0 || realAccuracy === null) return undefined;
  return (
    `${counted(paths.length, "test picture")} are generated; on the real ones alone the accuracy is` +
    ` ${percentInterval(realAccuracy)}.`
  );
};

const chosen: Limit = ({ run: { bestEpoch, metrics, config } }) =>
  bestEpoch === undefined || metrics.length < 2 || config.validation === false
    ? undefined
    : `Its epoch was chosen by the validation loss, so that validation numbers are a little too good;` +
      " the test pictures had no part in that choice.";

const unfinished: Limit = ({ run: { state, epochsDone, config } }) =>
  state === "finished"
    ? undefined
    : `Its training did not come to an end: ${epochsDone} of ${counted(config.epochs, "epoch")} are done.`;

const changed: Limit = ({ data }) =>
  data !== null && data.changed > 0
    ? `The data set has changed since: ${counted(data.changed, "picture")} of the run's are gone or different.`
    : undefined;

const LIMITS: readonly Limit[] = [
  unfinished,
  leaked,
  closedWorld,
  sameSource,
  notMeasured,
  weakest,
  confused,
  fewPictures,
  generated,
  miscalibrated,
  chosen,
  changed,
];

/** The limits that apply, the gravest first. */
export function limitsOf(material: ReportMaterial): readonly string[] {
  return LIMITS.map((limit) => limit(material)).filter((text) => text !== undefined);
}
