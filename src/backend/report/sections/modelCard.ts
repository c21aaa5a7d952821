/** The model card: what the network is, what it is for, and where it is not to be trusted. */
import type { RunDetail } from "../../../protocol/training";
import { facts } from "../facts";
import { html, type Markup } from "../html";
import { limitsOf } from "../limits";
import type { ReportMaterial } from "../material";
import { grouped, isolated, lastPart, listed } from "../words";

/** With more classes, only the first are named here: the table of classes has them all. */
const NAMED = 40;

/** A web address as it is; of a path only its last part. */
function sourceText(source: string): string {
  return /^https?:/.test(source) ? source : lastPart(source);
}

function originText({ pretrained }: RunDetail): string {
  if (pretrained === undefined) return "from scratch: no pretrained weights";
  const { name, source, sha256 } = pretrained;
  return `pretrained weights ${name} (${sourceText(source)}, SHA-256 ${sha256.slice(0, 16)}\u2026)`;
}

const METHODS = {
  full: "everything learned, with one learning rate",
  frozen: "the head alone learned, on what the pretrained network makes of each picture",
  fineTune: "the head learned first, then also the last stages, more slowly",
} as const;

/** Facts, use and limits. */
export function modelCard(material: ReportMaterial): Markup {
  const { run, target, network, evaluation } = material;
  const { imageSize, method = "full", flipAveraging } = run.config;
  const names = evaluation.classes;
  const dataset = lastPart(run.dataset);
  const averaging =
    flipAveraging === true && "; its answer is the mean over the picture and its mirror image";
  return html`<section aria-labelledby="model">
    <h2 id="model">Model card</h2>
    ${facts([
      [
        "Network",
        `${run.config.network}, ${grouped(network.parameters)} parameters, ${grouped(network.flops)} operations a picture`,
      ],
      ["Begun", originText(run)],
      ["Learned", METHODS[method]],
      [
        "Input",
        `a colour picture, turned as its EXIF data say and stretched to ${imageSize} \u00d7 ${imageSize} pixels`,
      ],
      ["Output", [`a probability for each ${target}`, averaging]],
      [`Classes (${names.length})`, listed(names.map(isolated), NAMED)],
    ])}
    <h3>Intended use</h3>
    <p>
      To sort pictures like those of “${dataset}”, each with one subject, by ${target}, where a
      person can look at the answers and put a wrong one right.
    </p>
    <h3>Not intended</h3>
    <p>
      Decisions that nobody checks, above all about people, health or safety; pictures that show
      none of the classes, or several of them at once.
    </p>
    <h3>Limits</h3>
    <ul>
      ${limitsOf(material).map((text) => html`<li>${text}</li>`)}
    </ul>
    <p class="muted">
      The limits are written from what was measured. Who made the pictures, under which licence, and
      what else the network must not be used for, Pupil does not know: add it where it matters.
    </p>
  </section>`;
}
