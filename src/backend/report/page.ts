/** The whole page: one file that needs no network, no script and no Pupil. */
import { createHash } from "node:crypto";
import { html, Markup } from "./html";
import type { ReportMaterial } from "./material";
import { calibration } from "./sections/calibration";
import { classes } from "./sections/classes";
import { curves } from "./sections/curves";
import { dataCard } from "./sections/dataCard";
import { gallery } from "./sections/gallery";
import { modelCard } from "./sections/modelCard";
import { configuration, reproduce } from "./sections/reproduce";
import { summary, titleOf } from "./sections/summary";
import { STYLE } from "./style";

/** The sections' identifiers with their titles, in their order. */
const CONTENTS = {
  results: "Result",
  model: "Model card",
  training: "Training",
  classes: "Classes",
  calibration: "Calibration",
  mistakes: "Worst mistakes",
  data: "Data card",
  configuration: "Configuration",
  reproduce: "How to reproduce it",
} as const;

/** By whom a page is: what every report begins with. */
export const GENERATOR = `<meta name="generator" content="Pupil `;

/** Nothing is loaded and nothing runs: pictures are in the file, and so is this style sheet alone. */
function policy(): string {
  const hash = createHash("sha256").update(STYLE).digest("base64");
  return `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

/** The report as an HTML document that is also well-formed XML. */
export function reportPage(material: ReportMaterial): string {
  const links = Object.entries(CONTENTS).map(
    ([id, title]) => html`<li><a href="#${id}">${title}</a></li>`,
  );
  return html`<!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${new Markup(GENERATOR)}${material.version}" />
        <title>${titleOf(material)} – Pupil</title>
        ${new Markup(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          ${summary(material)}
          <nav aria-label="Contents">
            <ul>
              ${links}
            </ul>
          </nav>
          ${modelCard(material)}${curves(material)}${classes(material)}${calibration(material)}${gallery(material)}${dataCard(material)}${configuration(material)}${reproduce(material)}
        </main>
      </body>
    </html>`.text;
}
