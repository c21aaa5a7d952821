/** The learning-rate dashboard: a range test's plot, the rate that it suggests, and training with one. */
import { startDashboard } from "../lib/app";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { LearningRateView } from "./learningRateView";
import "./learningRate.css";

startDashboard({
  kind: "learningRate",
  subject: ({ directory, config }) => ({ kind: "learningRate", directory, config }),
  create: () => new LearningRateView(),
  cancel: () => {
    perform(call("cancel", {}));
  },
});
