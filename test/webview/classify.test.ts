// The Classify dashboard: answers, errors, waiting, another model.
import assert from "node:assert/strict";
import { onePicture, severalPictures, unanswerable, unanswered } from "./fixtures/predictions";
import { describeDashboards, it } from "./harness/suite";

describeDashboards("classify dashboard", (open) => {
  it("shows a picture with its five best classes, its labels and the model", async () => {
    await open(onePicture, async (dashboard) => {
      const { page } = dashboard;
      assert.equal(await page.locator("h1").innerText(), "Siamese_4.jpg");
      assert.match(await page.locator(".head .detail").innerText(), /resnet50 · breed · .* 84 ms/);
      const card = page.getByRole("article");
      assert.match(await card.locator("h2").innerText(), /^Siamese 86\.2%$/);
      assert.match(await card.locator(".labels").innerText(), /species\s+cat/);
      assert.equal(await card.locator(".bars tr").count(), 5);
      const width = await card
        .locator("img")
        .evaluate((image: HTMLImageElement) => image.naturalWidth);
      assert.ok(width > 0, "the picture is loaded");
      assert.deepEqual((await dashboard.state())?.subject, {
        kind: "classify",
        run: onePicture.run,
        pictures: onePicture.pictures.map(({ path }) => path),
      });
    });
  });

  it("shows several, and says which could not be read", async () => {
    await open(severalPictures, async ({ page, host }) => {
      assert.equal(await page.getByRole("article").count(), 5);
      const broken = page.getByRole("article", { name: "broken_1.jpg" });
      assert.match(await broken.innerText(), /is not a readable picture/);
      await broken.getByRole("button", { name: "Open picture" }).click();
      assert.deepEqual(host.requests("openPicture"), [{ path: severalPictures.pictures[2]!.path }]);
    });
  });

  it("says why there is no answer, asks again, and forgets it with the answer", async () => {
    await open(unanswerable, async ({ page, host }) => {
      const message = page.getByRole("alert");
      assert.match(await message.innerText(), /has no checkpoint/);
      assert.equal(await page.getByText("There is no answer for this picture.").count(), 5);
      await message.getByRole("button", { name: "Try again" }).click();
      assert.deepEqual(host.requests("chooseModel"), [{ run: unanswerable.run }]);
      await host.send("snapshot", severalPictures);
      await page
        .getByRole("heading", { name: /Siamese/ })
        .first()
        .waitFor();
      assert.equal(await message.innerText(), "");
    });
  });

  it("waits for the answer and asks another model", async () => {
    await open(unanswered, async ({ page, host }) => {
      assert.equal(await page.getByText("Waiting for the answer …").count(), 5);
      await host.send("snapshot", severalPictures);
      await page
        .getByRole("heading", { name: /Siamese/ })
        .first()
        .waitFor();
      const models = page.getByRole("combobox", { name: "Model" });
      await models.focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.deepEqual(host.requests("chooseModel"), [{ run: severalPictures.models[1]!.run }]);
    });
  });
});
