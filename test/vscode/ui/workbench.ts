// Drives a real VS Code window as a user does: palette, quick picks, views, menus, notifications, webviews.
import assert from "node:assert/strict";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { setTimeout as sleep } from "node:timers/promises";
import type { CodeServer } from "../harness/server";
import { visibleWebview } from "./webview";

/** Menus and notifications fade in; a picture taken before that shows nothing. */
const fadeMs = 400;

/** Colour themes: as the picker calls them, and as the window's class names them. */
const themes = {
  light: { title: "Light Modern", mark: "light_modern" },
  dark: { title: "Dark Modern", mark: "dark_modern" },
  "high-contrast": { title: "Dark High Contrast", mark: "hc_black" },
} as const;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as readonly ThemeName[];

export class Workbench {
  /** What went wrong inside the page: uncaught errors and the content security policy's refusals. */
  readonly errors: string[] = [];

  constructor(
    readonly page: Page,
    readonly server: CodeServer,
  ) {
    page.on("pageerror", (error) => this.errors.push(error.stack ?? error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && /Content Security Policy|pupil/i.test(text)) {
        this.errors.push(text);
      }
    });
    page.on("dialog", (dialog) => void dialog.accept());
  }

  /** Opens a folder and waits until the window can be used. */
  async openFolder(folder: string): Promise<void> {
    await this.page.goto(`${this.server.url}?folder=${encodeURIComponent(folder)}`);
    await this.ready();
  }

  /** Reloads by the window's own command: the browser's would leave no time to save what is open. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load", { timeout: 60_000 });
    await this.palette("Developer: Reload Window");
    await loaded;
    await this.ready();
  }

  private async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await this.page.locator(".statusbar-item").first().waitFor({ timeout: 30_000 });
  }

  // -- palette and quick picks

  /** Runs a command by its title in the palette, such as "Pupil: Scan". */
  async palette(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.keyboard.press("F1");
        await this.quickInput().fill(`>${title}`, { timeout: 5000 });
        const row = this.quickPick(title);
        await row.waitFor({ timeout: 10_000 });
        await row.click({ timeout: 5000 });
        return;
      } catch (error) {
        // the window may still be busy starting, and swallow the key
        if (attempt === 3) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** The text field of the open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible input.input");
  }

  /** The row of the open quick pick with the given text. */
  quickPick(text: string | RegExp): Locator {
    const rows = this.page.locator(
      ".quick-input-widget:visible .quick-input-list .monaco-list-row",
    );
    return rows.filter({ hasText: text }).first();
  }

  /** Chooses a row of the open quick pick. */
  async pick(text: string | RegExp): Promise<void> {
    await this.quickPick(text).click();
  }

  /** Fills the open input box and confirms it. */
  async input(text: string): Promise<void> {
    await this.quickInput().fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Answers the dialog for a new file or folder, which proposes a name of its own a moment after it opens. */
  async save(path: string, proposal: RegExp): Promise<void> {
    for (let waited = 0; !proposal.test(await this.quickInput().inputValue()); waited += 100) {
      assert.ok(waited < 10_000, `the dialog proposes ${await this.quickInput().inputValue()}`);
      await this.page.waitForTimeout(100);
    }
    await this.quickInput().fill(path);
    for (let attempt = 1; attempt <= 3 && (await this.quickInput().isVisible()); attempt++) {
      await this.page.keyboard.press("Enter"); // unheard while the dialog reads another folder
      await this.quickInput()
        .waitFor({ state: "hidden", timeout: 3000 })
        .catch(() => undefined);
    }
  }

  // -- views

  /** The icon of a view container in the activity bar. */
  activityIcon(title: string): Locator {
    return this.page.locator(`.activitybar .action-item a[aria-label^="${title}"]`);
  }

  /** Shows a view container; clicking an open one would hide it. */
  async openActivity(title: string): Promise<void> {
    const icon = this.activityIcon(title);
    await icon.waitFor();
    const open = this.page.locator(`.activitybar .checked > a[aria-label^="${title}"]`);
    if ((await open.count()) === 0) await icon.click();
  }

  /** The heading of a view in the side bar. */
  viewTitle(title: string): Locator {
    return this.page.locator(".sidebar .pane-header .title", { hasText: title });
  }

  /** A row of a tree view in the side bar, found by its text. */
  treeRow(text: string | RegExp): Locator {
    const rows = this.page.locator(".sidebar .pane-body .monaco-list-row");
    return rows.filter({ hasText: text }).first();
  }

  /** Opens a collapsed tree row. */
  async expand(text: string | RegExp): Promise<void> {
    const row = this.treeRow(text);
    await row.waitFor({ timeout: 30_000 });
    if ((await row.getAttribute("aria-expanded")) === "false") {
      await row.locator(".monaco-tl-twistie").click();
    }
  }

  /** A button of a welcome view, or of the title bar of a view, by its label. */
  viewButton(label: string): Locator {
    const welcome = this.page.locator(".sidebar .welcome-view-content .monaco-button");
    const action = this.page.locator(`.sidebar .pane-header .action-label[aria-label^="${label}"]`);
    return welcome.filter({ hasText: label }).or(action).first();
  }

  /** An inline action of a tree row: shown while the pointer is over it. */
  async rowAction(text: string | RegExp, label: string): Promise<void> {
    const row = this.treeRow(text);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${label}"]`).click();
  }

  /** A file or folder in the Explorer; parents on the way are opened. */
  async explorerRow(path: string): Promise<Locator> {
    await this.openActivity("Explorer");
    const names = path.split("/");
    for (const name of names.slice(0, -1)) await this.expand(exactly(name));
    const row = this.treeRow(exactly(names.at(-1) ?? ""));
    await row.waitFor({ timeout: 30_000 });
    return row;
  }

  // -- menus and messages

  /** Opens the context menu of anything and chooses an item. */
  async contextMenu(target: Locator, item: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await target.click({ button: "right" });
        const entry = this.menuItem(item);
        await entry.waitFor({ timeout: 10_000 });
        await sleep(fadeMs);
        await entry.click({ timeout: 5000 });
        return;
      } catch (error) {
        // an editor that has just been opened takes the focus late, which closes menus
        if (attempt === 3) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  menuItem(text: string): Locator {
    return this.page.locator(".monaco-menu .action-item").filter({ hasText: text }).first();
  }

  /** A notification toast with the given text. */
  notification(text: string | RegExp): Locator {
    const toasts = this.page.locator(".notifications-toasts .notification-list-item");
    return toasts.filter({ hasText: text }).first();
  }

  /** Presses a button of a notification, or of a modal dialog. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    const dialog = this.page.locator(".monaco-dialog-box").filter({ hasText: text });
    const message = this.notification(text).or(dialog).first();
    await message.waitFor({ timeout: 30_000 });
    await message.locator(".monaco-button").filter({ hasText: button }).first().click();
  }

  /** An item of the status bar, by its text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item").filter({ hasText: text }).first();
  }

  // -- editors

  /** The tab of an open editor. */
  tab(title: string | RegExp): Locator {
    return this.page.locator(".tabs-container .tab").filter({ hasText: title }).first();
  }

  /** The inside of the webview panel with the given title, brought to the front. */
  async webview(title: string): Promise<FrameLocator> {
    const tab = this.tab(title);
    await tab.waitFor({ timeout: 30_000 });
    await tab.click();
    return visibleWebview(this.page, tab);
  }

  // -- the window

  /** Chooses a colour theme in the palette; rewriting the settings file is noticed only once. */
  async theme(name: ThemeName): Promise<void> {
    const { title, mark } = themes[name];
    await this.palette("Preferences: Color Theme");
    await this.input(title);
    await this.page.locator(`.monaco-workbench[class*="${mark}"]`).waitFor({ timeout: 10_000 });
  }

  /** Pictures of the whole window in both themes, for a person to look at: test-results/NAME-{light,dark}.png. */
  async picture(name: string): Promise<void> {
    for (const theme of ["light", "dark"] as const) {
      await this.theme(theme);
      await this.screenshot(`test-results/${name}-${theme}.png`);
    }
  }

  /** A picture of the whole window, when what fades in has done so. */
  async screenshot(path: string): Promise<void> {
    await sleep(fadeMs);
    await this.page.screenshot({ path });
  }
}

/** Matches a row whose whole text is the name. */
function exactly(name: string): RegExp {
  return new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}
