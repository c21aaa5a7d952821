/** What a panel is about: read from what a webview saved, compared, and let in only when its paths are known. */
import { isAbsolute } from "node:path";
import { MAXIMUM_COMPARED } from "../../protocol/comparison";
import type { DashboardKind, DashboardSubject } from "../../protocol/dashboard";
import { NETWORK_NAMES } from "../../protocol/network";
import type { RequestedConfig } from "../../protocol/training";
import { datasetOfRun, isInside } from "../paths";

/** The view type of each kind; package.json's activation events name the same. */
export const VIEW_TYPES: { readonly [Kind in DashboardKind]: `pupil.${Kind}` } = {
  dataset: "pupil.dataset",
  learningRate: "pupil.learningRate",
  training: "pupil.training",
  evaluation: "pupil.evaluation",
  compare: "pupil.compare",
  sweep: "pupil.sweep",
  classify: "pupil.classify",
};

/** The subject in a saved state of any origin; undefined when there is none of a known shape. */
export function parseSubject(state: unknown): DashboardSubject | undefined {
  const subject = field(state, "subject");
  const kind = field(subject, "kind");
  const run = path(field(subject, "run"));
  switch (kind) {
    case "dataset": {
      const directory = path(field(subject, "directory"));
      return directory === undefined ? undefined : { kind, directory };
    }
    case "learningRate": {
      const directory = path(field(subject, "directory"));
      const config = configOf(field(subject, "config"));
      if (directory === undefined || config === undefined) return undefined;
      return { kind, directory, config };
    }
    case "training":
    case "evaluation":
      return run === undefined ? undefined : { kind, run };
    case "compare": {
      const runs = paths(field(subject, "runs"));
      const target = field(subject, "target");
      if (runs === undefined || runs.length > MAXIMUM_COMPARED) return undefined;
      return { kind, runs, ...(typeof target === "string" && { target }) };
    }
    case "sweep": {
      const directory = path(field(subject, "directory"));
      const id = field(subject, "id");
      return directory === undefined || typeof id !== "string"
        ? undefined
        : { kind, directory, id };
    }
    case "classify": {
      const pictures = paths(field(subject, "pictures"));
      return run === undefined || pictures === undefined ? undefined : { kind, run, pictures };
    }
    default:
      return undefined;
  }
}

/** Two subjects with the same key share one panel; another model for the same pictures is the same panel. */
export function subjectKey(subject: DashboardSubject): string {
  switch (subject.kind) {
    case "dataset":
      return `dataset ${subject.directory}`;
    case "learningRate":
      return `learningRate ${subject.directory}\n${JSON.stringify(subject.config)}`;
    case "training":
    case "evaluation":
      return `${subject.kind} ${subject.run}`;
    case "compare":
      return `compare ${[...subject.runs].sort().join("\n")}`;
    case "sweep":
      return `sweep ${subject.directory}\n${subject.id}`;
    case "classify":
      return `classify ${subject.pictures.join("\n")}`;
  }
}

/** The data set that a subject belongs to, of several runs the first one's; undefined for a run that is no run's folder. */
export function datasetOf(subject: DashboardSubject): string | undefined {
  switch (subject.kind) {
    case "dataset":
    case "learningRate":
    case "sweep":
      return subject.directory;
    case "compare":
      return datasetOfRun(subject.runs[0] ?? "");
    case "training":
    case "evaluation":
    case "classify":
      return datasetOfRun(subject.run);
  }
}

/** Whether all of a subject's paths lie in the given folders: the workspace's and the known data sets. */
export function isKnown(subject: DashboardSubject, folders: readonly string[]): boolean {
  const datasets =
    subject.kind === "compare" ? subject.runs.map(datasetOfRun) : [datasetOf(subject)];
  const pictures = subject.kind === "classify" ? subject.pictures : [];
  return [...datasets, ...pictures].every(
    (one) => one !== undefined && folders.some((folder) => isInside(folder, one)),
  );
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Settings of a run, as far as they have to be known here; the backend checks all of them. */
function configOf(value: unknown): RequestedConfig | undefined {
  const network = NETWORK_NAMES.find((name) => name === field(value, "network"));
  const target = field(value, "target");
  if (network === undefined || typeof target !== "string") return undefined;
  return { ...(value as Partial<RequestedConfig>), network, target };
}

/** A list of paths, at least one; undefined when any of it is none. */
function paths(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const known = value.map(path).filter((each) => each !== undefined);
  return known.length === value.length ? known : undefined;
}

function path(value: unknown): string | undefined {
  return typeof value === "string" && isAbsolute(value) && !value.includes("\0")
    ? value
    : undefined;
}
