/** The Compare dashboard: several runs side by side. */
import { startDashboard } from "../lib/app";
import { CompareView } from "./compareView";
import "./compare.css";

startDashboard({
  kind: "compare",
  subject: ({ comparison: { runs, target } }) => ({
    kind: "compare",
    runs: runs.map(({ run }) => run.directory),
    target,
  }),
  create: () => new CompareView(),
});
