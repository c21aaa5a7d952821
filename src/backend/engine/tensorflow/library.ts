/** The one door to TensorFlow: its package is not among Pupil's own, and is loaded where a person installed it. */
import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";
import type * as core from "@tensorflow/tfjs-core";
import { UserError } from "../../../protocol/errors";

/** What the engine uses of TensorFlow; every backend of it has that. */
export type Tf = Pick<
  typeof core,
  | "add"
  | "clone"
  | "concat"
  | "conv2d"
  | "customGrad"
  | "depthwiseConv2d"
  | "dispose"
  | "div"
  | "keep"
  | "logSoftmax"
  | "matMul"
  | "maxPool"
  | "mean"
  | "moments"
  | "mul"
  | "neg"
  | "pad"
  | "relu"
  | "relu6"
  | "reshape"
  | "rsqrt"
  | "slice"
  | "split"
  | "sqrt"
  | "square"
  | "sub"
  | "sum"
  | "tensor"
  | "tidy"
  | "transpose"
  | "variable"
  | "variableGrads"
>;

/** TensorFlow with what it says of itself. */
export interface Library {
  readonly tf: Tf;
  /** The npm package. */
  readonly packageName: string;
  /** Of TensorFlow's C library. */
  readonly version: string;
  /** Whether it computes on a GPU. */
  readonly onGpu: boolean;
}

/** In the order of preference: the first that loads is taken. */
export const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** What tfjs-node adds to TensorFlow's interface, as far as it is used here. */
interface NodeTensorFlow extends Tf {
  readonly backend: () => {
    readonly isUsingGpuDevice?: boolean;
    readonly binding?: { readonly TF_Version?: string };
  };
}

/**
 * tfjs-node 4.22 calls two functions of node:util that Node 23 removed, where its kernels check
 * their arguments; without them every operation throws "isNullOrUndefined is not a function".
 */
export function restoreRemovedUtilities(target: object = util): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  for (const [name, value] of Object.entries(removed)) {
    if (name in target) continue;
    Object.defineProperty(target, name, { value, configurable: true });
  }
}

function loadFrom(folder: string): Library | undefined {
  const load = createRequire(join(folder, "package.json"));
  for (const packageName of PACKAGES) {
    try {
      load.resolve(packageName);
    } catch {
      continue; // not installed there
    }
    const tf = load(packageName) as NodeTensorFlow;
    const { isUsingGpuDevice = false, binding } = tf.backend();
    const version = binding?.TF_Version ?? "unknown version";
    return { tf, packageName, version, onGpu: isUsingGpuDevice };
  }
  return undefined;
}

/** The variable that names a folder with tfjs-node in its node_modules, beside Pupil's own. */
export const FOLDER_VARIABLE = "PUPIL_TENSORFLOW_FOLDER";

/** What to do where TensorFlow is missing. */
export const INSTALL_SENTENCE = `run \`npm install ${PACKAGES[0]}\` in a folder of its own, and name that folder in ${FOLDER_VARIABLE}.`;

function folders(): string[] {
  const given = process.env[FOLDER_VARIABLE]?.trim() ?? "";
  return given === "" ? [__dirname] : [given, __dirname];
}

/**
 * TensorFlow from the first folder that has one of the packages; undefined when none has.
 * Throws UserError "engine-failed" when it is there, but its native library does not load.
 */
export function loadTensorFlow(): Library | undefined {
  restoreRemovedUtilities();
  try {
    for (const folder of folders()) {
      const found = loadFrom(folder);
      if (found !== undefined) return found;
    }
    return undefined;
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError("engine-failed", `TensorFlow does not load: ${reason}`, { cause: error });
  }
}

/** Package and version of what would be loaded, found without loading it; undefined when there is none. */
export function installedTensorFlow(): string | undefined {
  for (const folder of folders()) {
    const load = createRequire(join(folder, "package.json"));
    for (const packageName of PACKAGES) {
      try {
        const { version } = load(`${packageName}/package.json`) as { readonly version: string };
        return `${packageName} ${version}`;
      } catch {
        continue; // not installed there
      }
    }
  }
  return undefined;
}

/** TensorFlow; throws UserError "unknown-engine" when it is not installed. */
export function requireTensorFlow(): Library {
  const library = loadTensorFlow();
  if (library !== undefined) return library;
  throw new UserError("unknown-engine", `TensorFlow is not installed: ${INSTALL_SENTENCE}`);
}
