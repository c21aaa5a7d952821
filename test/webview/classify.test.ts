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

  it("shows what in the picture speaks for a class, as strongly as asked, until it is turned off", async () => {
    await open(onePicture, async (dashboard) => {
      const { page, host } = dashboard;
      const [picture] = onePicture.pictures;
      await page.getByRole("button", { name: "Show why" }).click();
      const map = page.getByRole("img", { name: "Map of what speaks for Siamese" });
      await map.waitFor();
      assert.deepEqual(host.requests("explain"), [{ path: picture!.path }]);
      const said = page.locator(".explain [role=status]");
      assert.equal(
        await said.innerText(),
        "Siamese: 86.2%. Most speaks for it at 38% from the left and 38% from the top.",
      );
      const image = page.getByRole("article").locator("img");
      assert.deepEqual(await map.boundingBox(), await image.boundingBox());
      const [proportion, peak, corner] = await map.evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
        const colours = [0.375, 0.99].map((share) => {
          const at = 4 * (Math.floor(share * height) * width + Math.floor(share * width));
          return [...data.subarray(at, at + 3)];
        });
        return [width / height, ...colours];
      });
      const natural = await image.evaluate(
        (shown: HTMLImageElement) => shown.naturalWidth / shown.naturalHeight,
      );
      assert.ok(Math.abs(proportion - natural) < 0.02, "it has the picture's proportions");
      const yellow = [253, 231, 37];
      const off = (peak as number[]).map((value, channel) => Math.abs(value - yellow[channel]!));
      assert.ok(Math.max(...off) <= 5, `the peak is yellow, not ${String(peak)}`);
      assert.deepEqual(corner, [68, 1, 84]);

      const slider = page.getByRole("slider", { name: "Strength of the map" });
      await slider.fill("0.8");
      assert.equal(await map.evaluate((canvas) => canvas.style.opacity), "0.8");
      const view = (await dashboard.state())?.view?.["explanation"];
      assert.deepEqual(view, { opacity: 0.8 });

      await page.getByRole("combobox", { name: "What speaks for" }).focus();
      for (const key of ["Enter", "End", "Enter"]) await page.keyboard.press(key);
      await said.getByText("Nothing in the picture speaks for it.").waitFor();
      assert.deepEqual(host.requests("explain")[1], { path: picture!.path, class: "Ragdoll" });
      await page.getByRole("button", { name: "Hide map" }).click();
      assert.equal(await page.locator("canvas").isVisible(), false);
      assert.equal(await slider.count(), 0);
    });
  });

  it("says why a picture cannot be explained, and drops a map when another model answers", async () => {
    await open(onePicture, async ({ page, host }) => {
      host.failures.set("explain", "The backend stopped.");
      await page.getByRole("button", { name: "Show why" }).click();
      await page.locator(".explain").getByText("The backend stopped.").waitFor();
      host.failures.clear();
      await page.getByRole("button", { name: "Hide map" }).click();
      await page.getByRole("button", { name: "Show why" }).click();
      await page.locator("canvas").waitFor();
      await host.send("snapshot", { ...onePicture, result: null });
      await page.locator("canvas").waitFor({ state: "hidden" });
      assert.equal(await page.getByRole("button", { name: "Show why" }).count(), 0);
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
