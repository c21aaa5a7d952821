// Language-model tools in the real editor: declared, invoked, and kept inside the workspace.
import assert from "node:assert/strict";
import { CancellationTokenSource, LanguageModelTextPart, lm } from "vscode";
import { TOOL_NAMES } from "../../../src/protocol/tools/definitions";
import { activated, scannedPets } from "./support";

/** What a tool says, read from its text; rejects as the editor does. */
async function use(name: string, input: object): Promise<Record<string, unknown>> {
  const { token } = new CancellationTokenSource();
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
  const [first] = content;
  assert.ok(first instanceof LanguageModelTextPart);
  return JSON.parse(first.value) as Record<string, unknown>;
}

describe("language-model tools", () => {
  it("are all known to the editor, with their schemas", async () => {
    await activated();
    const known = new Map(lm.tools.map((tool) => [tool.name, tool]));
    for (const name of TOOL_NAMES) assert.ok(known.get(name)?.inputSchema, name);
  });

  it("say what is in the workspace's data set", async () => {
    const dataset = await scannedPets();
    const summary = await use("pupil_scan_dataset", { dataset });
    assert.equal(summary["pictures"], 60);
    const relative = await use("pupil_list_runs", { dataset: "pets" });
    assert.equal(typeof relative["inAll"], "number");
  });

  it("refuse what is outside", async () => {
    await assert.rejects(use("pupil_scan_dataset", { dataset: "/" }), /not in the workspace/);
    await assert.rejects(use("pupil_list_runs", { dataset: ".." }), /not in the workspace/);
  });
});
