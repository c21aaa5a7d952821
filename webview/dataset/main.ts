/** The data set dashboard: what is in a folder of pictures. */
import { startDashboard } from "../lib/app";
import { DatasetView } from "./datasetView";
import "./dataset.css";

startDashboard({
  kind: "dataset",
  subject: ({ summary }) => ({ kind: "dataset", directory: summary.directory }),
  create: () => new DatasetView(),
});
