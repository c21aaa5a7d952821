// The extension host's end of a dashboard, over fixtures: answers each call and remembers it.
import type {
  CallFrame,
  DashboardApi,
  DashboardEvents,
  DashboardSnapshot,
  HostFrame,
  ShownPicture,
} from "../../../src/protocol/dashboard";
import type { SplitName } from "../../../src/protocol/dataset";
import { toErrorData, UserError } from "../../../src/protocol/errors";
import { COPIES, DETAILS, OUTLIERS, previewsOf, rulePreviewOf } from "../fixtures/curation";
import { SAMPLES, sourceOf, thumbnailOf } from "../fixtures/dataset";
import { explanationOf } from "../fixtures/explanations";
import { mistakesAfter, type Relabelled } from "../fixtures/labels";
import { MAP } from "../fixtures/maps";

type SampleQuery = Parameters<DashboardApi["samples"]>[0];
type ExcludeRequest = Parameters<DashboardApi["exclude"]>[0];

export class FakeHost {
  /** Every call so far, oldest first. */
  readonly calls: CallFrame[] = [];
  /** Methods that fail, and with which sentence. */
  readonly failures = new Map<string, string>();
  /** Whether wrong labels were looked for, and a map was made. */
  hasMistakes = true;
  hasMap = true;
  /** How often the network that judged the labels was right, if not as in the fixture. */
  judgeAccuracy: number | undefined;
  private readonly decisions: Relabelled[] = [];
  /** Installed by the harness: how events reach the page. */
  send: <Event extends keyof DashboardEvents>(
    event: Event,
    data: DashboardEvents[Event],
  ) => Promise<void> = () => Promise.reject(new Error("No page is open."));

  constructor(
    public snapshot: DashboardSnapshot,
    private readonly translations: Readonly<Record<string, string>> = {},
  ) {}

  /** Requests of the calls of a method, oldest first. */
  requests(method: string): unknown[] {
    return this.calls.filter((call) => call.method === method).map(({ request }) => request);
  }

  answer(call: CallFrame): HostFrame {
    this.calls.push(call);
    try {
      const failure = this.failures.get(call.method);
      if (failure !== undefined) throw new UserError("backend-stopped", failure);
      return { type: "result", id: call.id, ok: this.result(call) };
    } catch (error) {
      return { type: "result", id: call.id, error: toErrorData(error) };
    }
  }

  private details({ path }: { readonly path: string }): ShownPicture {
    return detailsOf(path, this.excluded.includes(path));
  }

  private get excluded(): readonly string[] {
    return this.snapshot.kind === "dataset" ? this.snapshot.excluded : [];
  }

  /** Takes pictures out or back in, and tells the page, as the real host does. */
  private exclude({ paths, excluded }: ExcludeRequest): null {
    if (this.snapshot.kind !== "dataset") return null;
    const others = this.excluded.filter((path) => !paths.includes(path));
    this.snapshot = { ...this.snapshot, excluded: excluded ? [...others, ...paths] : others };
    void this.send("snapshot", this.snapshot);
    return null;
  }

  private result({ method, request }: CallFrame): unknown {
    switch (method) {
      case "snapshot":
        return this.snapshot;
      case "translations":
        return this.translations;
      case "samples":
        return samplePage(request as SampleQuery, this.excluded);
      case "details":
        return this.details(request as { readonly path: string });
      case "copies":
        return COPIES;
      case "outliers":
        return OUTLIERS;
      case "thumbnails": {
        const { paths } = request as { readonly paths: readonly string[] };
        return paths.map((path) => ({ path, source: thumbnailOf(path) }));
      }
      case "preview":
        return previewsOf(request as Parameters<DashboardApi["preview"]>[0]);
      case "previewRule":
        return rulePreviewOf(request as Parameters<DashboardApi["previewRule"]>[0]);
      case "pictures": {
        const { paths } = request as { readonly paths: readonly string[] };
        return paths.map((path) => ({ path, source: sourceOf(path) }));
      }
      case "explain":
        return explanationOf(request as Parameters<DashboardApi["explain"]>[0]);
      case "exclude":
        return this.exclude(request as ExcludeRequest);
      case "relabel":
        this.decisions.push(request as Relabelled);
        return null;
      case "mistakes":
        return this.hasMistakes ? this.mistakes() : null;
      case "embeddingMap":
        return this.hasMap ? MAP : null;
      case "findMistakes":
      case "embed":
      case "balance":
      case "scanBy":
      case "trainWith":
      case "tryRates":
      case "trainAt":
      case "cancel":
      case "act":
      case "classify":
      case "openPicture":
      case "chooseModel":
      case "compare":
      case "chooseRuns":
      case "evaluateMissing":
      case "openRun":
      case "goOn":
      case "trainOnAll":
      case "chooseSplit":
      case "evaluateSplit":
        return null;
    }
  }

  private mistakes() {
    const mistakes = mistakesAfter(this.decisions, this.excluded);
    return { ...mistakes, accuracy: this.judgeAccuracy ?? mistakes.accuracy };
  }
}

/** As the backend would tell it: the part by its place, excluded by the snapshot. */
function detailsOf(path: string, excluded: boolean): ShownPicture {
  const index = SAMPLES.findIndex((each) => each.path === path);
  const sample = SAMPLES[index];
  if (!sample) throw new UserError("not-found", `${path} is not a picture of the data set.`);
  const part = partOf(index) as SplitName;
  return {
    sample: { ...sample, ...(excluded && { excluded: true }) },
    parts: excluded ? [] : ["species", "breed"].map((target) => ({ target, seed: 27, part })),
    findings: [],
    outlier: [],
    copies: [],
    generated: [],
    ...DETAILS[path],
  };
}

/** The parts of a split alternate over the samples: 14 of 20 train, 3 validation, 3 test. */
function partOf(index: number): string {
  const place = index % 20;
  return place < 14 ? "train" : place < 17 ? "validation" : "test";
}

function samplePage(query: SampleQuery, out: readonly string[]) {
  const { labels = {}, split, text = "", offset = 0, limit = 200 } = query;
  const { excluded = false, generated } = query;
  const fitting = SAMPLES.filter(
    (sample, index) =>
      Object.entries(labels).every(([target, name]) => sample.labels[target] === name) &&
      (split === undefined || partOf(index) === split.name) &&
      out.includes(sample.path) === excluded &&
      generated !== true &&
      sample.path.toLowerCase().includes(text.toLowerCase()),
  );
  return { total: fitting.length, offset, samples: fitting.slice(offset, offset + limit) };
}
