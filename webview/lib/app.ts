/** How every dashboard begins and lives: translations and snapshot first, then events until the panel closes. */
import * as l10n from "@vscode/l10n";
import type {
  DashboardKind,
  DashboardSnapshot,
  DashboardSubject,
} from "../../src/protocol/dashboard";
import "./base.css";
import { element } from "./dom";
import { call, keepSubject, on } from "./host";
import { messages, showError } from "./message";
import { progressArea } from "./progressBar";
import { keepScroll } from "./scroll";

export type SnapshotOf<Kind extends DashboardKind> = Extract<
  DashboardSnapshot,
  { readonly kind: Kind }
>;

/** The inside of a dashboard: made once, then told what changed. */
export interface View<Kind extends DashboardKind> {
  readonly element: HTMLElement;
  update(snapshot: SnapshotOf<Kind>): void;
}

export interface DashboardOptions<Kind extends DashboardKind> {
  readonly kind: Kind;
  /** What the panel is about, for its restoration. */
  readonly subject: (snapshot: SnapshotOf<Kind>) => DashboardSubject;
  readonly create: () => View<Kind>;
}

/** Draws the dashboard and keeps it up to date. */
export function startDashboard<Kind extends DashboardKind>(options: DashboardOptions<Kind>): void {
  const loading = element("p", { class: "loading", attributes: { role: "status" } }, "…");
  const root = element("main", { attributes: { "aria-busy": true } }, messages, loading);
  document.body.append(root);
  const begin = async (): Promise<void> => {
    try {
      l10n.config({ contents: { ...(await call("translations", {})) } });
      const snapshot = await call("snapshot", {});
      show(root, snapshot, options);
    } catch (error) {
      loading.remove();
      root.removeAttribute("aria-busy");
      showError(error, () => void begin());
    }
  };
  void begin();
}

function show<Kind extends DashboardKind>(
  root: HTMLElement,
  first: DashboardSnapshot,
  { kind, subject, create }: DashboardOptions<Kind>,
): void {
  const view = create();
  const progress = progressArea();
  const update = (snapshot: DashboardSnapshot): void => {
    if (!isOf(snapshot, kind)) return;
    keepSubject(subject(snapshot));
    progress.show(snapshot.progress ?? null);
    view.update(snapshot);
  };
  update(first);
  root.replaceChildren(messages, progress.element, view.element);
  root.removeAttribute("aria-busy");
  keepScroll(root);
  on("snapshot", update);
  on("progress", (now) => {
    progress.show(now);
  });
}

function isOf<Kind extends DashboardKind>(
  snapshot: DashboardSnapshot,
  kind: Kind,
): snapshot is SnapshotOf<Kind> {
  return snapshot.kind === kind;
}
