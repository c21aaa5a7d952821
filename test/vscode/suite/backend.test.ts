// The backend's process from the extension host: started late, replaced when it is killed.
import assert from "node:assert/strict";
import { commands, window } from "vscode";
import { activated } from "./support";

describe("the backend's process", () => {
  it("is started by the first call, with the real bundle", async () => {
    const app = await activated();
    await app.client.stop();
    assert.equal(app.client.pid, undefined);
    const engines = await app.backend.engines({});
    assert.ok(engines.some(({ id, available }) => id === "cpu" && available));
    assert.equal(typeof app.client.pid, "number");
  });

  it("is another one after it was killed", async () => {
    const app = await activated();
    const { pid } = await app.backend.hello({ protocol: 1 });
    const died = new Promise((resolve) => app.client.onDidDie(resolve));
    process.kill(pid, "SIGKILL");
    await died;
    const again = await app.backend.hello({ protocol: 1 });
    assert.notEqual(again.pid, pid);
  });

  it("reports its engines in a document that cannot be edited", async () => {
    await commands.executeCommand("pupil.doctor");
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, "pupil-report");
    assert.match(document.getText(), /\*\*cpu\*\*/);
  });
});
