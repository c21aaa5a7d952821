/** The tools that language models may use, in the editor and over MCP: one list for both. */
import { SPLIT_NAMES } from "../dataset";
import { NETWORK_NAMES } from "../network";
import { TRAINING_METHODS } from "../training";
import type { InputSchema, PropertySchema } from "./schema";

export type ToolName =
  | "pupil_scan_dataset"
  | "pupil_list_runs"
  | "pupil_read_metrics"
  | "pupil_evaluate_run"
  | "pupil_start_training"
  | "pupil_stop_training"
  | "pupil_classify_pictures";

export interface ToolDefinition {
  /** For people. */
  readonly title: string;
  /** For models: what it does, and when to use it. */
  readonly description: string;
  readonly inputSchema: InputSchema;
  /** Whether it only looks, or leaves no more than Pupil's own notes beside the pictures. */
  readonly onlyLooks: boolean;
}

/** Pictures that are classified by one call. */
export const MAXIMUM_PICTURES = 100;

function inputs<Name extends string>(
  required: readonly NoInfer<Name>[],
  properties: Readonly<Record<Name, PropertySchema>>,
): InputSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

const dataset: PropertySchema = {
  type: "string",
  description: "Path of the folder of pictures, relative to the workspace or absolute.",
};

const run: PropertySchema = {
  type: "string",
  description: "Path of the run's folder (DATASET/.pupil/runs/NAME), as pupil_list_runs gives it.",
};

export const TOOLS: Readonly<Record<ToolName, ToolDefinition>> = {
  pupil_scan_dataset: {
    title: "Scan Data Set",
    description:
      "Reads a folder of labelled pictures: how many there are, which targets can be learned, how" +
      " many pictures each class has, and which files are damaged, unlabelled or copies. Use it" +
      " before training, and to see whether classes are balanced.",
    inputSchema: inputs(["dataset"], {
      dataset,
      again: {
        type: "boolean",
        description: "Look again although the folder was scanned before. Default: false.",
      },
    }),
    onlyLooks: true,
  },
  pupil_list_runs: {
    title: "List Runs",
    description:
      "Lists the training runs of a data set, newest first, with network, target, state and" +
      " accuracy. Use it to find the path of a run.",
    inputSchema: inputs(["dataset"], { dataset }),
    onlyLooks: true,
  },
  pupil_read_metrics: {
    title: "Read Metrics",
    description:
      "Reads a run's settings, state and metrics of its last 100 epochs (loss and accuracy in" +
      " training and validation). Use it to follow a training that is under way and to judge how it went.",
    inputSchema: inputs(["run"], { run }),
    onlyLooks: true,
  },
  pupil_evaluate_run: {
    title: "Evaluate Run",
    description:
      "Says how good a run is on pictures that it did not learn from: accuracy, macro F1," +
      " precision and recall of each class, the most frequent confusions and the worst mistakes." +
      " Reads the saved evaluation, or makes it when there is none.",
    inputSchema: inputs(["run"], {
      run,
      split: {
        type: "string",
        enum: SPLIT_NAMES,
        description: "Which pictures. Default: test.",
      },
      target: {
        type: "string",
        description: "Which of two targets that the run learned. Default: the first.",
      },
    }),
    onlyLooks: true,
  },
  pupil_start_training: {
    title: "Start Training",
    description:
      "Starts to train a network on a data set and returns at once with the run, which goes on by" +
      " itself for minutes to hours: follow it by pupil_read_metrics. A run that was trained with" +
      " the same settings is given instead of being trained again. Only one training at a time.",
    inputSchema: inputs(["dataset", "target"], {
      dataset,
      target: {
        type: "string",
        description: "What to learn: one of the targets that pupil_scan_dataset gives.",
      },
      network: {
        type: "string",
        enum: NETWORK_NAMES,
        description: "Default: catDogNet, or mobileNetV2 with pretrained weights.",
      },
      method: {
        type: "string",
        enum: TRAINING_METHODS,
        description:
          "full trains everything; frozen only the head on pretrained weights, which takes seconds;" +
          " fineTune the head, then the last stages, too. Default: full.",
      },
      weights: {
        type: "string",
        description: "Name of stored pretrained weights, or path of a file of weights or of a run.",
      },
      epochs: { type: "integer", minimum: 1, maximum: 1000, description: "Default: 15." },
      batch: { type: "integer", minimum: 1, maximum: 1024, description: "Default: 100." },
      learningRate: {
        type: "number",
        exclusiveMinimum: 0,
        maximum: 1,
        description: "Default: by the method.",
      },
      imageSize: {
        type: "integer",
        minimum: 32,
        maximum: 1024,
        multipleOf: 32,
        description: "Pixels a side, a multiple of 32. Default: by the method.",
      },
      seed: { type: "integer", minimum: 0, description: "Default: 27." },
    }),
    onlyLooks: false,
  },
  pupil_stop_training: {
    title: "Stop Training",
    description: "Stops a training after its current batch; it can be resumed by a person.",
    inputSchema: inputs(["run"], { run }),
    onlyLooks: false,
  },
  pupil_classify_pictures: {
    title: "Classify Pictures",
    description:
      "Says what pictures show, by a trained run, with the probability of each class. A picture" +
      " that cannot be read has an error instead.",
    inputSchema: inputs(["run", "pictures"], {
      run,
      pictures: {
        type: "array",
        items: { type: "string" },
        minItems: 1,
        maxItems: MAXIMUM_PICTURES,
        description: "Paths of pictures, relative to the workspace or absolute.",
      },
      top: {
        type: "integer",
        minimum: 1,
        maximum: 1000,
        description: "How many classes to name. Default: 5.",
      },
    }),
    onlyLooks: true,
  },
};

/** All tools, in the order in which they are listed. */
export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[];
