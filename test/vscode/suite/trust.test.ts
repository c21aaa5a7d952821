// What the window may do: the manifest's promises about trust and virtual workspaces, as VS Code read them.
import assert from "node:assert/strict";
import { extensions, workspace } from "vscode";

interface Capabilities {
  readonly untrustedWorkspaces: { readonly supported: string; readonly description: string };
  readonly virtualWorkspaces: { readonly supported: boolean; readonly description: string };
}

describe("workspace trust", () => {
  const manifest = extensions.getExtension("pupil.pupil")?.packageJSON as {
    readonly capabilities: Capabilities;
  };
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;

  it("is limited, and says in words what that means", () => {
    assert.equal(untrustedWorkspaces.supported, "limited");
    assert.match(untrustedWorkspaces.description, /does not scan, train/);
  });

  it("is given to the test's own folder", () => {
    assert.equal(workspace.isTrusted, true);
  });

  it("does not reach virtual workspaces, with the reason", () => {
    assert.equal(virtualWorkspaces.supported, false);
    assert.match(virtualWorkspaces.description, /files on a disk/);
  });
});
