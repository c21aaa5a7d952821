/** The Classify dashboard: what a run says about pictures. */
import { startDashboard } from "../lib/app";
import { ClassifyView } from "./classifyView";
import "./classify.css";

startDashboard({
  kind: "classify",
  subject: ({ run, pictures }) => ({
    kind: "classify",
    run,
    pictures: pictures.map(({ path }) => path),
  }),
  create: () => new ClassifyView(),
});
