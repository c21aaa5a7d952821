// What a client of `pupil mcp` may name, and what it learns of all else: nothing.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { Workspace } from "../../../src/backend/mcp/workspace";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";

describe("the workspace of pupil mcp", () => {
  const root = temporaryFolder();
  const [folder, outside, alias] = ["folder", "outside", "alias"].map((name) => join(root, name));
  let workspace: Workspace;

  before(async () => {
    for (const each of [folder!, outside!]) mkdirSync(each);
    writeFileSync(join(folder!, "a.jpg"), "");
    writeFileSync(join(outside!, "c.jpg"), "");
    symlinkSync(folder!, alias!);
    symlinkSync(outside!, join(folder!, "link"));
    symlinkSync("itself", join(folder!, "itself"));
    symlinkSync(join(outside!, "gone"), join(folder!, "dangling"));
    workspace = await Workspace.at(alias!);
  });

  it("has what lies in it, by its own name or by the one that was given", async () => {
    for (const path of ["a.jpg", join(folder!, "a.jpg"), join(alias!, "a.jpg")]) {
      assert.equal(await workspace.inside(path), join(workspace.root, "a.jpg"));
    }
  });

  it("tells nothing of what lies outside, not even whether it is there", async () => {
    const c = join(outside!, "c.jpg");
    for (const path of [c, join(c, "x"), join(outside!, "gone"), "link", "link/gone", "../x"]) {
      await rejectsWith("outside-workspace", workspace.inside(path));
    }
  });

  it("says what is missing in it, whatever the system calls that", async () => {
    for (const path of ["gone", "itself", "dangling", "a.jpg/x", "x".repeat(5000), "a\0b"]) {
      await rejectsWith("not-found", workspace.inside(path));
    }
  });
});
