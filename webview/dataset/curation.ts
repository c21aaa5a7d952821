/** The tab of what a person should look at: files with findings, copies, outliers. */
import type { DatasetSnapshot } from "../../src/protocol/dashboard";
import { element } from "../lib/dom";
import { showError } from "../lib/message";
import { Copies } from "./copies";
import { Findings } from "./findings";
import { Outliers } from "./outliers";

export class Curation {
  private readonly findings = new Findings();
  private readonly copies: Copies;
  private readonly outliers: Outliers;
  readonly element: HTMLElement;
  private snapshot: DatasetSnapshot | undefined;
  private shown = "";

  /** `open` shows all that is known of a picture. */
  constructor(open: (path: string) => void) {
    this.copies = new Copies(open);
    this.outliers = new Outliers(open);
    this.element = element(
      "div",
      {},
      this.findings.element,
      this.copies.element,
      this.outliers.element,
    );
    // copies and outliers are asked for when the tab comes into sight
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.refresh();
    }).observe(this.element);
  }

  show(snapshot: DatasetSnapshot): void {
    this.snapshot = snapshot;
    this.findings.show(snapshot.summary.findings, new Set(snapshot.excluded));
    const hasPictures = snapshot.summary.pictures > 0;
    this.copies.element.hidden = !hasPictures;
    this.outliers.element.hidden = !hasPictures;
    if (this.element.checkVisibility()) this.refresh();
  }

  /** Asks again only when the data or what is excluded changed. */
  private refresh(): void {
    const { snapshot } = this;
    if (!snapshot || snapshot.summary.pictures === 0) return;
    const { summary, excluded } = snapshot;
    const shown = JSON.stringify([summary.fingerprint, excluded]);
    if (shown === this.shown) return;
    this.shown = shown;
    const out = new Set(excluded);
    Promise.all([this.copies.refresh(out), this.outliers.refresh(out)]).catch((error: unknown) => {
      this.shown = "";
      showError(error, {
        again: () => {
          this.refresh();
        },
      });
    });
  }
}
