/** How every dashboard begins and lives: translations and snapshot first, then events until the panel closes. */
import * as l10n from "@vscode/l10n";
import type {
  DashboardKind,
  DashboardSnapshot,
  DashboardSubject,
} from "../../src/protocol/dashboard";
import "./base.css";
import "./head.css";
import "./controls.css";
import "./tables.css";
import { element } from "./dom";
import { call, keepSubject, on } from "./host";
import { clearMessage, messages, showError } from "./message";
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
  /** A button beside the sentence that says why there is nothing to show. */
  readonly rescue?: () => HTMLElement;
  /** Cancels what is under way. */
  readonly cancel?: () => void;
}

/** Draws the dashboard and keeps it up to date. */
export function startDashboard<Kind extends DashboardKind>(options: DashboardOptions<Kind>): void {
  const loading = element("p", { class: "loading", attributes: { role: "status" } }, "…");
  const root = element("main", { attributes: { "aria-busy": true } }, messages, loading);
  document.body.append(root);
  let show: ((snapshot: DashboardSnapshot) => void) | undefined;
  const update = (snapshot: DashboardSnapshot): void => {
    if (!show) {
      loading.remove();
      root.removeAttribute("aria-busy");
      clearMessage();
      show = drawInto(root, options);
    }
    show(snapshot);
  };
  const begin = async (): Promise<void> => {
    try {
      l10n.config({ contents: { ...(await call("translations", {})) } });
      update(await call("snapshot", {}));
    } catch (error) {
      loading.remove();
      root.removeAttribute("aria-busy");
      showError(error, { again: () => void begin(), action: options.rescue?.() });
    }
  };
  // a folder that could not be shown can once it has been scanned
  on("snapshot", update);
  void begin();
}

/** Makes the view; returns what shows a snapshot in it. */
function drawInto<Kind extends DashboardKind>(
  root: HTMLElement,
  { kind, subject, create, cancel }: DashboardOptions<Kind>,
): (snapshot: DashboardSnapshot) => void {
  const view = create();
  const progress = progressArea(cancel);
  on("progress", (now) => {
    progress.show(now);
  });
  return (snapshot) => {
    if (!isOf(snapshot, kind)) return;
    keepSubject(subject(snapshot));
    progress.show(snapshot.progress ?? null);
    view.update(snapshot);
    if (view.element.isConnected) return;
    root.append(progress.element, view.element);
    keepScroll(root);
  };
}

function isOf<Kind extends DashboardKind>(
  snapshot: DashboardSnapshot,
  kind: Kind,
): snapshot is SnapshotOf<Kind> {
  return snapshot.kind === kind;
}
