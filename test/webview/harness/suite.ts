// What each file of dashboard tests begins with: one browser for all, and no silent errors.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { DashboardSnapshot } from "../../../src/protocol/dashboard";
import { missingBrowser } from "./browser";
import { Session, type Dashboard, type OpenOptions } from "./session";

/** Opens a dashboard, tries something in it, and fails too when the page had an error. */
export type Try = (
  snapshot: DashboardSnapshot,
  test: (dashboard: Dashboard) => Promise<void>,
  options?: OpenOptions,
) => Promise<void>;

/** A suite over dashboards; skipped with its reason where there is no browser. */
export function describeDashboards(name: string, define: (open: Try) => void): void {
  describe(name, { skip: missingBrowser() }, () => {
    let session: Session;
    before(async () => {
      session = await Session.start();
    });
    after(async () => {
      await session.stop();
    });
    define(async (snapshot, test, options) => {
      const dashboard = await session.open(snapshot, options);
      try {
        await test(dashboard);
        assert.deepEqual(dashboard.errors, [], "the page had errors");
      } finally {
        await dashboard.close();
      }
    });
  });
}

export { it };
