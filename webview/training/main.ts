/** The training dashboard: a run as it happens, its network and its configuration. */
import { startDashboard } from "../lib/app";
import { TrainingView } from "./trainingView";
import "./training.css";

startDashboard({
  kind: "training",
  subject: ({ run }) => ({ kind: "training", run: run.directory }),
  create: () => new TrainingView(),
});
