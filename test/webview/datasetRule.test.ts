// The Labels tab: a rule is seen at work while it is typed, and scanned by only then.
import assert from "node:assert/strict";
import { datasetSnapshot } from "./fixtures/dataset";
import { describeDashboards, it } from "./harness/suite";

const onLabels = {
  state: {
    subject: { kind: "dataset", directory: "/x" } as const,
    view: { tabs: { tab: "labels" } },
  },
};

describeDashboards("the labelling rule", (open) => {
  it("begins with the rule of the last scan and what it matches", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByText("7,211 pictures match, 0 do not.").waitFor();
        assert.deepEqual(host.requests("previewRule"), [{ rule: { kind: "oxford-pet" } }]);
        await page.getByText("breed: 37 classes").waitFor();
        const table = page.getByRole("table", { name: "Pictures that match" });
        assert.equal(await table.getByRole("row").count(), 21);
      },
      onLabels,
    );
  });

  it("shows a pattern at work while it is typed, and scans by it when asked", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByRole("combobox", { name: "Labels from" }).click();
        await page.getByRole("option", { name: "a pattern in the path" }).click();
        const pattern = page.getByRole("textbox", { name: "Pattern" });
        await pattern.pressSequentially("/(?<cat>[A-Z]\\w+)_", { delay: 5 });
        await page.getByText("2,334 pictures match, 4,877 do not.").waitFor();
        await page.getByText("cat: 12 classes", { exact: true }).waitFor();
        await page.getByText("Without a label: 4,877").waitFor();
        const asked = host.requests("previewRule").length;
        assert.ok(asked < 6, `${asked} previews of 18 letters`);
        assert.equal(host.requests("scanBy").length, 0);
        await page.getByRole("button", { name: "Scan with this rule" }).click();
        const rule = { kind: "regex", pattern: "/(?<cat>[A-Z]\\w+)_" };
        assert.deepEqual(host.requests("scanBy"), [{ rule }]);
        await page.reload();
        assert.equal(await pattern.inputValue(), rule.pattern);
      },
      onLabels,
    );
  });

  it("says what is wrong with a rule", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByRole("combobox", { name: "Labels from" }).click();
        await page.getByRole("option", { name: "a pattern in the path" }).click();
        await page.getByRole("textbox", { name: "Pattern" }).fill("(?<a>(a+)+)");
        await page.getByText("takes too long").waitFor();
        await page.getByRole("combobox", { name: "Labels from" }).click();
        await page.getByRole("option", { name: "a table (CSV)" }).click();
        await page.getByText("The folder has no .csv file.").waitFor();
        await page.getByRole("textbox", { name: "Table" }).fill("labels.csv");
        await page.waitForTimeout(500);
        const last = host.requests("previewRule").at(-1);
        assert.deepEqual(last, { rule: { kind: "csv", csvFile: "labels.csv" } });
      },
      onLabels,
    );
  });

  it("can be left to a guess", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByRole("combobox", { name: "Labels from" }).click();
        await page.getByRole("option", { name: "what fits best" }).click();
        await page.getByText("Pupil looks at the folder").waitFor();
        await page.getByRole("button", { name: "Scan with this rule" }).click();
        assert.deepEqual(host.requests("scanBy"), [{ rule: undefined }]);
      },
      onLabels,
    );
  });
});
