// Seeing why, in a real window: another part of the pictures is evaluated on demand, a temperature fitted, the threshold moved, and all kept.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openDashboard } from "./pupil";
import { withWorkbench } from "./session";
import { testedPets } from "./testedPets";

const PICTURES = 60;

describe("the evaluation's insights in a real window", () => {
  const folder = testedPets("insights", PICTURES);

  it("evaluates validation on demand, and keeps part, tab and threshold over a reload", async () => {
    await withWorkbench({ name: "insights", folder }, async (workbench) => {
      const evaluation = await openDashboard(workbench, "Evaluation");
      const tab = (name: string) => evaluation.getByRole("tab", { name, exact: true });
      await tab("Calibration").click();
      await evaluation.getByRole("button", { name: "Evaluate the validation pictures" }).click();
      // fitted, or said to be impossible: with so few pictures all may be right
      await evaluation
        .getByText(/validation pictures/)
        .first()
        .waitFor();
      const asked = evaluation.getByRole("button", { name: "Evaluate the validation pictures" });
      await asked.waitFor({ state: "hidden", timeout: 120_000 });

      await evaluation.getByRole("button", { name: "Validation", exact: true }).click();
      await evaluation.getByText("· validation pictures ·").waitFor();
      await evaluation.getByRole("button", { name: "Training", exact: true }).click();
      await evaluation.getByText("which the network has learned from").waitFor();
      await evaluation.getByRole("button", { name: "Evaluate", exact: true }).click();
      await evaluation.getByText("· training pictures ·").waitFor({ timeout: 120_000 });

      await tab("Matrix and classes").click();
      await evaluation.getByRole("slider", { name: "Decide for it" }).fill("1");
      const cell = evaluation.locator(".matrix tbody tr").nth(1).locator("td").nth(1);
      await evaluation.getByText("dog: precision").waitFor();
      await workbench.page.waitForTimeout(300);
      const right = await cell.innerText();
      await tab("Mistakes").click();
      await evaluation.getByRole("table", { name: "Highest losses" }).waitFor();

      await workbench.reload();
      const again = await workbench.webview("Evaluation: catDogNet");
      await again.getByText("· training pictures ·").waitFor({ timeout: 60_000 });
      await again.getByRole("table", { name: "Highest losses" }).waitFor();
      await again.getByRole("tab", { name: "Matrix and classes" }).click();
      const kept = again.locator(".matrix tbody tr").nth(1).locator("td").nth(1);
      assert.equal(await kept.innerText(), right);
    });
  });
});
