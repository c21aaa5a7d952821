// The map's tab: colours and legend, choosing by hand and by key, the pictures that were chosen; and its geometry.
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Page } from "playwright-core";
import { breedEvaluation } from "./fixtures/evaluations";
import { MAP } from "./fixtures/maps";
import { describeDashboards, it } from "./harness/suite";
import { distinctColours, kindsOf } from "../../webview/evaluation/mapColours";
import {
  isInside,
  nearest,
  sightOfAll,
  toScreen,
  zoomed,
} from "../../webview/evaluation/mapGeometry";
import { contrast, parseColour } from "../../webview/lib/theme";

const tab = {
  state: {
    subject: { kind: "evaluation", run: "/x" } as const,
    view: { tabs: { tab: "map" } },
  },
};
const chosen = (page: Page) => page.locator(".map-panel .section-head [role=status]");
const count = (number: number) => `Pictures: ${number.toLocaleString("en")}`;

/** How many pixels of the canvas are not empty. */
const painted = (page: Page) =>
  page.locator(".map-canvas").evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) sum++;
    return sum;
  });

async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => {
          requestAnimationFrame(resolve);
        }),
      ),
  );
}

describeDashboards("the map of the pictures", (open) => {
  it("paints every kind and lists it with its number", async () => {
    await open(
      breedEvaluation,
      async ({ page }) => {
        const legend = page.locator(".map-legend button");
        await legend.first().waitFor();
        assert.equal(await legend.count(), 37);
        await settle(page);
        assert.ok((await painted(page)) > 5000);
        await page.getByText("Trustworthiness 96.7%").waitFor();
      },
      tab,
    );
  });

  it("shows the pictures of the kinds that are pressed, by key", async () => {
    await open(
      breedEvaluation,
      async ({ page }) => {
        const [first, second] = kindsOf(MAP, "actual", 0);
        await page.getByRole("button", { name: new RegExp(`^${first!.name}`) }).focus();
        await page.keyboard.press("Enter");
        await chosen(page).getByText(count(first!.points.length), { exact: true }).waitFor();
        await page.keyboard.press("Tab");
        await page.keyboard.press("Space");
        const both = first!.points.length + second!.points.length;
        await chosen(page).getByText(count(both), { exact: true }).waitFor();
        const cell = page.locator(".map-panel .picture-cell button").first();
        await cell.waitFor();
        await page.getByRole("button", { name: "Choose none" }).click();
        await chosen(page).getByText("No picture is chosen.").waitFor();
        const pressed = page.locator(".map-legend [aria-pressed=true]");
        assert.equal(await pressed.count(), 0);
      },
      tab,
    );
  });

  it("chooses by a rectangle, by a lasso, and what is in sight by key", async () => {
    await open(
      breedEvaluation,
      async ({ page }) => {
        const canvas = page.locator(".map-canvas");
        await canvas.scrollIntoViewIfNeeded();
        const box = (await canvas.boundingBox())!;
        const drag = async (...corners: readonly (readonly [number, number])[]) => {
          const at = ([x, y]: readonly [number, number]) =>
            [box.x + x * box.width, box.y + y * box.height] as const;
          await page.mouse.move(...at(corners[0]!));
          await page.mouse.down();
          for (const corner of corners.slice(1)) await page.mouse.move(...at(corner), { steps: 4 });
          await page.mouse.up();
        };
        const all = count(MAP.points.length);
        await drag([0.001, 0.001], [0.999, 0.001], [0.999, 0.999], [0.001, 0.999]);
        await chosen(page).getByText(all, { exact: true }).waitFor();
        await page.getByRole("button", { name: "Rectangle" }).click();
        await drag([0.001, 0.001], [0.5, 0.999]);
        const left = MAP.points.filter(
          ({ x }) => x < sightOfAll(MAP.points, { width: box.width, height: box.height }).x,
        );
        const said = Number((await chosen(page).innerText()).replace(/\D/g, ""));
        assert.ok(Math.abs(said - left.length) <= 2, `${said} ${left.length}`);
        await canvas.focus();
        await page.keyboard.press("Enter");
        await chosen(page).getByText(all, { exact: true }).waitFor();
        for (let press = 0; press < 8; press++) await page.keyboard.press("+");
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("Enter");
        const fewer = Number((await chosen(page).innerText()).replace(/\D/g, ""));
        assert.ok(fewer < MAP.points.length / 2, String(fewer));
        await page.keyboard.press("0");
        await page.keyboard.press("Enter");
        await chosen(page).getByText(all, { exact: true }).waitFor();
      },
      tab,
    );
  });

  it("shows the picture under the pointer, and chooses it by a click", async () => {
    await open(
      breedEvaluation,
      async ({ page }) => {
        const canvas = page.locator(".map-canvas");
        await canvas.scrollIntoViewIfNeeded();
        const box = (await canvas.boundingBox())!;
        const size = { width: box.width, height: box.height };
        const sight = sightOfAll(MAP.points, size);
        const { x, y } = toScreen(MAP.points[0]!, sight, size);
        await page.mouse.move(box.x + x, box.y + y);
        await page.locator(".map-tip img").waitFor();
        await page.mouse.click(box.x + x, box.y + y);
        await chosen(page).getByText(count(1), { exact: true }).waitFor();
        await page.mouse.move(box.x - 20, box.y);
        await page.locator(".map-tip").waitFor({ state: "hidden" });
      },
      tab,
    );
  });

  it("colours by what is right, by the part and by the other label, and keeps that", async () => {
    await open(
      breedEvaluation,
      async ({ page }) => {
        const legend = page.locator(".map-legend button");
        const colour = page.locator("vscode-dropdown[data-key='Colour by']");
        const choose = async (name: string) => {
          await colour.click();
          await colour.getByRole("option", { name, exact: true }).click();
        };
        await choose("Right or wrong");
        const wrong = kindsOf(MAP, "verdict", 0).find(({ name }) => name === "wrong")!;
        await legend
          .filter({ hasText: `wrong${wrong.points.length.toLocaleString("en")}` })
          .waitFor();
        await choose("Part of the split");
        await page.waitForFunction(
          () => document.querySelectorAll(".map-legend button").length === 3,
        );
        await choose("Actual class");
        const label = page.locator("vscode-dropdown[data-key='Label']");
        await label.click();
        await label.getByRole("option", { name: "species" }).click();
        await page.waitForFunction(
          () => document.querySelectorAll(".map-legend button").length === 2,
        );
        await page.reload();
        await page.waitForFunction(
          () => document.querySelectorAll(".map-legend button").length === 2,
        );
      },
      tab,
    );
  });

  it("offers to make a map where there is none, and shows it when it is made", async () => {
    await open(
      breedEvaluation,
      async ({ page, host }) => {
        await page.getByRole("button", { name: "Make the map" }).click();
        assert.deepEqual(host.requests("embed"), [{}]);
        host.hasMap = true;
        await host.send("progress", null);
        await page.locator(".map-legend button").first().waitFor();
      },
      {
        ...tab,
        prepare: (host) => {
          host.hasMap = false;
        },
      },
    );
  });
});

describe("the map's geometry", () => {
  const size = { width: 400, height: 300 };
  const places = [
    { x: -2, y: 1 },
    { x: 6, y: 1 },
    { x: 2, y: 3 },
  ];

  it("shows all places, upright and in proportion", () => {
    const sight = sightOfAll(places, size);
    const [left, right, top] = places.map((place) => toScreen(place, sight, size));
    assert.deepEqual([left!.x, right!.x], [16, 384]);
    assert.ok(top!.y < left!.y && Math.abs(top!.y + left!.y - 300) < 1e-9);
    assert.equal(sightOfAll([], size).x, 0);
    assert.ok(Number.isFinite(sightOfAll([{ x: 1, y: 1 }], size).scale));
  });

  it("keeps what is under the pointer where it is while it magnifies, within bounds", () => {
    const all = sightOfAll(places, size);
    const at = toScreen(places[1]!, all, size);
    const closer = zoomed(all, 4, { at, size, all });
    const there = toScreen(places[1]!, closer, size);
    assert.ok(Math.hypot(there.x - at.x, there.y - at.y) < 1e-9);
    assert.equal(closer.scale, 4 * all.scale);
    assert.equal(zoomed(all, 1e9, { at, size, all }).scale, 60 * all.scale);
    assert.equal(zoomed(all, 1e-9, { at, size, all }).scale, all.scale / 2);
  });

  it("knows what lies in a polygon, also one with a dent", () => {
    const dented = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 5, y: 4 },
      { x: 0, y: 10 },
    ];
    assert.equal(isInside({ x: 5, y: 2 }, dented), true);
    assert.equal(isInside({ x: 5, y: 8 }, dented), false);
    assert.equal(isInside({ x: 1, y: 7 }, dented), true);
    assert.equal(isInside({ x: -1, y: 5 }, dented), false);
    assert.equal(nearest(dented, { x: 9, y: 1 }, 2), 1);
    assert.equal(nearest(dented, { x: 5, y: 20 }, 2), undefined);
  });

  it("has colours that are told apart and seen on light and dark", () => {
    for (const background of ["#ffffff", "#1e1e1e"]) {
      const under = parseColour(background)!;
      const colours = distinctColours(37, [], under);
      for (const colour of colours) assert.ok(contrast(colour, under) >= 3);
      assert.equal(new Set(colours.map((colour) => JSON.stringify(colour))).size, 37);
    }
    assert.deepEqual(distinctColours(1, ["#123456"], parseColour("#fff")!), [
      parseColour("#123456"),
    ]);
  });
});
