/** What stands beside the pointer: the picture of a point, and what was said of it. */
import * as l10n from "@vscode/l10n";
import type { MapPoint } from "../../src/protocol/embedding";
import { element, replace } from "../lib/dom";
import { fileName } from "../lib/format";
import { call } from "../lib/host";
import type { Place } from "./mapGeometry";

export interface PointWords {
  readonly actual: string;
  readonly predicted: string;
  readonly certainty: string;
  readonly isRight: boolean;
  /** The part of the split. */
  readonly part: string;
}

interface Shown {
  readonly point: MapPoint;
  readonly words: PointWords;
  /** Pixels of the map. */
  readonly at: Place;
}

/** Pixels between the pointer and the box, which is about so wide. */
const GAP = 14;
const WIDTH = 176;

export class MapTip {
  /** The same can be read in the pictures that are chosen, so it is no news to a screen reader. */
  readonly element = element("div", {
    class: "map-tip",
    attributes: { hidden: true, "aria-hidden": true },
  });
  private readonly sources = new Map<string, string>();
  private path: string | undefined;

  show(shown: Shown | undefined): void {
    this.element.hidden = shown === undefined;
    const path = shown?.point.path;
    if (shown !== undefined) {
      const { at } = shown;
      const room = this.element.parentElement?.clientWidth ?? 0;
      const isRight = at.x + GAP + WIDTH > room;
      this.element.style.setProperty("left", `${isRight ? at.x - GAP - WIDTH : at.x + GAP}px`);
      this.element.style.setProperty("top", `${at.y + GAP}px`);
    }
    if (path === this.path) return;
    this.path = path;
    if (shown !== undefined) void this.fill(shown);
  }

  private async fill(shown: Shown): Promise<void> {
    const { path } = shown.point;
    this.draw(shown);
    if (this.sources.has(path)) return;
    const [picture] = await call("pictures", { paths: [path] }).catch(() => []);
    if (picture === undefined) return; // gone: the words are enough
    this.sources.set(path, picture.source);
    if (this.path === path) this.draw(shown);
  }

  private draw({ point, words }: Shown): void {
    const { actual, predicted, certainty, part } = words;
    const source = this.sources.get(point.path);
    replace(
      this.element,
      source !== undefined && element("img", { attributes: { src: source, alt: "" } }),
      element("strong", {}, `${actual} → ${predicted} (${certainty})`),
      element("span", {}, fileName(point.path)),
      element("span", { class: "detail" }, l10n.t("Part: {0}", part)),
    );
  }
}
