/** Says what each way of training would cost on this machine, from a short measurement. */
import { NO_AUGMENTATION } from "../../protocol/augment";
import { UserError } from "../../protocol/errors";
import type { EstimateRequest, MethodEstimate, TrainingEstimate } from "../../protocol/planning";
import {
  type RequestedConfig,
  TRAINING_METHODS,
  type TrainingMethod,
} from "../../protocol/training";
import { refreshDataset } from "../dataset/refresh";
import type { Dataset } from "../dataset/store";
import type { Engine } from "../engine/engine";
import { PICTURES_AT_ONCE } from "../features/features";
import { flopsIn } from "../nn/describe";
import { elementCount, parameters } from "../nn/parameters";
import { findNetwork } from "../nn/registry";
import { featureCount, type Graph, trace } from "../nn/trace";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { settleConfig } from "./balance";
import { type AskedConfig, parseConfig } from "./config";
import type { TrainTools } from "./conduct";
import { prepareMaterial } from "./material";
import { measureDecoding, measureSpeeds, type Speeds } from "./measure";
import { stageRates } from "./phases";

const FLOAT_BYTES = 4;
/** What the process needs without any network: Node, libraries, a few buffers. */
const BASE_BYTES = 300e6;

/** What is to be learned from, in numbers. */
interface Amounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly classes: number;
}

interface Machine {
  readonly speeds: Speeds;
  /** Seconds a picture. */
  readonly decoding: number;
}

const bytesOfParameters = (graph: Graph) =>
  FLOAT_BYTES * parameters(graph).reduce((sum, { shape }) => sum + elementCount(shape), 0);

const bytesOfActivations = (graph: Graph) =>
  FLOAT_BYTES * graph.reduce((sum, { shape }) => sum + elementCount(shape), 0);

/** Operations backward: twice those forward of what learns. */
function backwardFlops(graph: Graph, config: AskedConfig): number {
  const frozen = (stageRates({ ...config, balance: "none" }) ?? [])
    .filter(({ factor }) => factor === 0)
    .map(({ prefix }) => `${prefix}.`);
  const learns = graph.filter(({ operation }) => {
    const name = "name" in operation ? `${operation.name}.` : "";
    return name !== "" && !frozen.some((prefix) => name.startsWith(prefix));
  });
  return 2 * flopsIn(learns);
}

const mirrors = ({ augmentation, flipAveraging }: AskedConfig) =>
  flipAveraging || (augmentation?.horizontalFlip ?? 0) > 0;

function estimateMethod(
  config: AskedConfig,
  { train, validation, test, classes }: Amounts,
  { speeds, decoding }: Machine,
): MethodEstimate {
  const { method, epochs, imageSize, batch } = config;
  const network = findNetwork(config.network);
  const whole = trace(network, { classes, imageSize });
  const backbone = trace(network, { classes, imageSize, part: "backbone" });
  const head = trace(network, { classes, imageSize, part: "head" });
  const pictures = train + validation + test;
  const steps = Math.ceil(train / batch);
  const headFlops = flopsIn(head) * (3 * train + validation);
  const headEpoch = headFlops / speeds.training + steps * speeds.headStep;
  const forward = flopsIn(whole);
  const wholeEpoch =
    (train * (forward + backwardFlops(whole, config))) / speeds.training +
    (validation * forward) / speeds.inference;
  const hasHeadPhase = method !== "full";
  const headEpochs = method === "frozen" ? epochs : (config.fineTune?.headEpochs ?? 0);
  // a frozen backbone sees each picture, and its mirror image where that is learned from or averaged
  const seen = hasHeadPhase ? pictures * (mirrors(config) ? 2 : 1) : 0;
  const extracting = (seen * flopsIn(backbone)) / speeds.inference;
  const secondsOnce = pictures * decoding + extracting;
  const features = FLOAT_BYTES * seen * featureCount(network, imageSize);
  const training = method === "frozen" ? head : whole;
  // Parameters, gradients and two moments; each activation and its gradient; then the validation's.
  const atOnce = Math.min(batch, train);
  const stepBytes = 4 * bytesOfParameters(training) + 2 * atOnce * bytesOfActivations(training);
  const extractionBytes = PICTURES_AT_ONCE * bytesOfActivations(backbone) * 0.5;
  return {
    method,
    epochs,
    imageSize,
    seconds: secondsOnce + headEpochs * headEpoch + (epochs - headEpochs) * wholeEpoch,
    secondsOnce,
    memoryBytes:
      BASE_BYTES + (hasHeadPhase ? Math.max(stepBytes, extractionBytes) + features : stepBytes),
  };
}

/** Measures each network once a process, at one size: what it takes grows with its operations. */
const measured = new Map<string, Promise<Speeds>>();

async function speedsOf(
  engine: Engine,
  { network, imageSize }: AskedConfig,
  signal: AbortSignal,
): Promise<Speeds> {
  const key = `${engine.id} ${network}`;
  for (;;) {
    throwIfCancelled(signal);
    const known = measured.get(key);
    const speeds = known ?? measureSpeeds(engine, findNetwork(network), { imageSize, signal });
    measured.set(key, speeds);
    try {
      return await speeds;
    } catch (error) {
      if (measured.get(key) === speeds) measured.delete(key);
      const isOthers = known !== undefined && isCancelled(error);
      if (!isOthers) throw error; // else who began it gave up, which is nothing to this one
    }
  }
}

const isCancelled = (error: unknown) => error instanceof UserError && error.code === "cancelled";

async function amountsOf(dataset: Dataset, config: AskedConfig): Promise<Amounts> {
  const { targets, split } = prepareMaterial(dataset, await settleConfig(config, dataset));
  const classes = targets.reduce((sum, target) => sum + target.classes.length, 0);
  const { train, validation, test } = split.summary.counts;
  return { train, validation, test, classes };
}

/** Those settings of a request that cost something, for a method that may be another one's. */
function settingsFor(config: RequestedConfig, method: TrainingMethod): RequestedConfig {
  const { network, target, secondTarget, epochs, batch, imageSize, seed, engine, balance } = config;
  const { augmentation, flipAveraging, fineTune: tuning } = config;
  const horizontalFlip = augmentation?.horizontalFlip;
  return {
    ...{ network, target, secondTarget, method, seed, engine, balance },
    ...{ epochs, batch, imageSize, flipAveraging },
    ...(horizontalFlip !== undefined && { augmentation: { ...NO_AUGMENTATION, horizontalFlip } }),
    ...(method === "fineTune" && { fineTune: tuning }),
  };
}

/** Estimates each method with the settings of the request; what it leaves out, by the method's defaults. */
export async function estimateTraining(
  request: EstimateRequest,
  tools: Pick<TrainTools, "chooseEngine">,
  context: TaskContext,
): Promise<TrainingEstimate> {
  const configOf = (method: TrainingMethod) => parseConfig(settingsFor(request.config, method));
  const dataset = await refreshDataset(request.directory, context);
  const amounts = await amountsOf(dataset, configOf("full"));
  const engine = await tools.chooseEngine(configOf("full").engine);
  const speeds = await speedsOf(engine, configOf("full"), context.signal);
  const decodings = new Map<number, number>(); // by size
  const methods: MethodEstimate[] = [];
  for (const method of TRAINING_METHODS) {
    const config = configOf(method);
    const { imageSize } = config;
    const decoding =
      decodings.get(imageSize) ?? (await measureDecoding(dataset, imageSize, context));
    decodings.set(imageSize, decoding);
    methods.push(estimateMethod(config, amounts, { speeds, decoding }));
  }
  return { device: engine.device, pictures: amounts.train, methods };
}
