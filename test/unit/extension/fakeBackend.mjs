// A backend's process without a backend: speaks the same wire, and misbehaves when a request's folder says how.
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProgressType,
  ResponseError,
} from "vscode-jsonrpc/node.js";

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
const progress = new ProgressType();

const until = (token) =>
  new Promise((resolve) => {
    if (token.isCancellationRequested)
      resolve(); // its event does not fire then
    else token.onCancellationRequested(resolve);
  });
const forever = () => new Promise(() => undefined);

connection.onRequest("hello", () => ({
  protocol: Number(process.env.FAKE_PROTOCOL ?? 1),
  version: "0.0.0",
  node: process.versions.node,
  pid: process.pid,
}));

connection.onRequest("engines", () => [
  { id: "cpu", available: true, chosen: true, device: process.execArgv.join(" "), reason: "" },
]);

connection.onRequest("dataset", async ({ request: { directory } }) => {
  if (directory === "/die") process.exit(7);
  if (directory === "/wait") await forever();
  if (directory === "/bug") throw new TypeError("a bug");
  if (directory !== "/refuse") return null;
  return new ResponseError(1, "said", { code: "corrupt-file", message: "The scan is damaged." });
});

connection.onRequest("scan", async ({ request, progressToken }, token) => {
  if (request.directory === "/wait") {
    await until(token);
    return new ResponseError(1, "said", { code: "cancelled", message: "Stopped as asked." });
  }
  for (const done of [1, 2, 3]) {
    const value = { stage: "scan", done, total: 3, unit: "pictures" };
    if (progressToken !== undefined) connection.sendProgress(progress, progressToken, value);
  }
  return { directory: request.directory, listened: progressToken !== undefined };
});

connection.onRequest("train", async ({ request }) => {
  await connection.sendNotification("runChanged", { directory: "/run", state: "running" });
  await connection.sendNotification("epochEnd", { run: "/run", metrics: { epoch: 1 } });
  return { directory: "/run", dataset: request.directory, state: "finished" };
});

process.once("disconnect", () => process.exit(0));
connection.listen();
