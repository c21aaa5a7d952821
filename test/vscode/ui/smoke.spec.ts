// The packaged extension installs in a fresh VS Code and shows itself.
import { describe, it } from "node:test";
import { withWorkbench } from "./session";

describe("the packaged extension", () => {
  it("shows its icon in the activity bar and opens its views", async () => {
    await withWorkbench({ name: "smoke" }, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.page.locator(".sidebar .composite.title", { hasText: "Pupil" }).waitFor();
    });
  });
});
