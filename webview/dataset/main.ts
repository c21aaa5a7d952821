/** The data set dashboard: what is in a folder of pictures. */
import * as l10n from "@vscode/l10n";
import { startDashboard } from "../lib/app";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { DatasetView, scanButton } from "./datasetView";
import "./dataset.css";
import "./labels.css";

startDashboard({
  kind: "dataset",
  subject: ({ summary }) => ({ kind: "dataset", directory: summary.directory }),
  create: () => new DatasetView(),
  rescue: () => scanButton(l10n.t("Scan")),
  cancel: () => {
    perform(call("cancel", {}));
  },
});
