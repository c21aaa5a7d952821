/** What a panel is about: read from what a webview saved, compared, and let in only when its paths are known. */
import { isAbsolute } from "node:path";
import type { DashboardKind, DashboardSubject } from "../../protocol/dashboard";
import { datasetOfRun, isInside } from "../paths";

/** The view type of each kind; package.json's activation events name the same. */
export const VIEW_TYPES: { readonly [Kind in DashboardKind]: `pupil.${Kind}` } = {
  dataset: "pupil.dataset",
  training: "pupil.training",
  evaluation: "pupil.evaluation",
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
    case "training":
    case "evaluation":
      return run === undefined ? undefined : { kind, run };
    case "classify": {
      const list = field(subject, "pictures");
      const pictures = Array.isArray(list) ? list.map(path) : [];
      if (run === undefined || pictures.length === 0) return undefined;
      const known = pictures.filter((picture) => picture !== undefined);
      return known.length === pictures.length ? { kind, run, pictures: known } : undefined;
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
    case "training":
    case "evaluation":
      return `${subject.kind} ${subject.run}`;
    case "classify":
      return `classify ${subject.pictures.join("\n")}`;
  }
}

/** The data set that a subject belongs to; undefined for a run that is no run's folder. */
export function datasetOf(subject: DashboardSubject): string | undefined {
  return subject.kind === "dataset" ? subject.directory : datasetOfRun(subject.run);
}

/** Whether all of a subject's paths lie in the given folders: the workspace's and the known data sets. */
export function isKnown(subject: DashboardSubject, folders: readonly string[]): boolean {
  const dataset = datasetOf(subject);
  if (dataset === undefined) return false;
  const pictures = subject.kind === "classify" ? subject.pictures : [];
  return [dataset, ...pictures].every((one) => folders.some((folder) => isInside(folder, one)));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function path(value: unknown): string | undefined {
  return typeof value === "string" && isAbsolute(value) && !value.includes("\0")
    ? value
    : undefined;
}
