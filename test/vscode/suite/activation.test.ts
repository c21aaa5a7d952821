// The extension in a real extension host: it is there, wakes up fast, and has every command that it promises.
import assert from "node:assert/strict";
import { commands, extensions, type Extension } from "vscode";

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

function pupil(): Extension<unknown> {
  const extension = extensions.getExtension("pupil.pupil");
  assert.ok(extension, "pupil.pupil is not installed");
  return extension;
}

describe("the extension", () => {
  it("is there and activates", async () => {
    await pupil().activate();
    assert.equal(pupil().isActive, true);
  });

  it("activates in little time of its own", async () => {
    const { activationMs } = (await pupil().activate()) as { activationMs: number };
    // under 50 ms where nothing else runs; what loads a library or reads a data set takes longer than this
    assert.ok(activationMs < 300, `took ${activationMs} ms`);
  });

  it("registers every command of its manifest", async () => {
    await pupil().activate();
    const { contributes } = pupil().packageJSON as Manifest;
    const promised = (contributes?.commands ?? []).map(({ command }) => command);
    const registered = new Set(await commands.getCommands(true));
    assert.notEqual(promised.length, 0);
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });
});
