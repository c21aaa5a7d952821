/** The Sweep dashboard: trials of the same training with other settings. */
import { startDashboard } from "../lib/app";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { SweepView } from "./sweepView";
import "./sweep.css";

startDashboard({
  kind: "sweep",
  subject: ({ sweep: { directory, id } }) => ({ kind: "sweep", directory, id }),
  create: () => new SweepView(),
  cancel: () => {
    perform(call("act", { action: "stop" }));
  },
});
