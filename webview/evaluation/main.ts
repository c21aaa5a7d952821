/** The evaluation dashboard: where a trained run is right and where it is wrong. */
import { startDashboard } from "../lib/app";
import { EvaluationView } from "./evaluationView";
import "./evaluation.css";

startDashboard({
  kind: "evaluation",
  subject: ({ run }) => ({ kind: "evaluation", run: run.directory }),
  create: () => new EvaluationView(),
});
