/** All that is known of one picture, as names and values. */
import * as l10n from "@vscode/l10n";
import type { OutlierKind, PicturePart } from "../../src/protocol/curation";
import type { ShownPicture } from "../../src/protocol/dashboard";
import { manipulationText } from "../lib/augmentationWords";
import { element, type Child } from "../lib/dom";
import * as format from "../lib/format";
import { partLabel } from "./splits";

type Fact = readonly [string, Child];

/** In which way a size or shape is unusual. */
export function outlierText(kind: OutlierKind): string {
  switch (kind) {
    case "small":
      return l10n.t("unusually small");
    case "large":
      return l10n.t("unusually large");
    case "wide":
      return l10n.t("unusually wide");
    case "tall":
      return l10n.t("unusually tall");
  }
}

function partText({ part }: PicturePart): string {
  return part === null ? l10n.t("not used") : partLabel(part);
}

/** Paths, each of which shows that picture. */
function links(paths: readonly string[], open: (path: string) => void): HTMLElement {
  return element(
    "ul",
    {},
    ...paths.map((path) => {
      const attributes = { type: "button", title: path, "data-key": path };
      const click = (): void => {
        open(path);
      };
      const name = format.fileName(path);
      return element(
        "li",
        {},
        element("button", { class: "link path", attributes, on: { click } }, name),
      );
    }),
  );
}

/** `open` shows another picture: its source, a copy. */
export function pictureFacts(picture: ShownPicture, open: (path: string) => void): Fact[] {
  const { sample, parts, findings, outlier, copies, generated, manipulations } = picture;
  const { box, generatedFrom } = sample;
  const facts: Fact[] = [
    ...Object.entries(sample.labels),
    [l10n.t("Size"), `${sample.width} × ${sample.height} px`],
    [l10n.t("Format"), `${sample.format}, ${format.bytes(sample.bytes)}`],
    [l10n.t("Path"), sample.path],
    ...parts.map((part): Fact => [l10n.t("Split for {0}", part.target), partText(part)]),
  ];
  for (const [target, name] of Object.entries(sample.given ?? {})) {
    if (name !== sample.labels[target]) facts.push([l10n.t("{0} by the rule", target), name]);
  }
  if (sample.excluded) facts.push([l10n.t("Use"), l10n.t("excluded: in no split and statistics")]);
  if (generatedFrom !== undefined) {
    facts.push([l10n.t("Generated from"), links([generatedFrom], open)]);
  }
  if (manipulations) {
    facts.push([l10n.t("Manipulations"), manipulations.map(manipulationText).join(", ")]);
  }
  if (outlier.length > 0) facts.push([l10n.t("Outlier"), outlier.map(outlierText).join(", ")]);
  if (findings.length > 0) {
    const items = findings.map(({ message }) => element("li", {}, message));
    facts.push([l10n.t("Findings"), element("ul", {}, ...items)]);
  }
  if (copies.length > 0) facts.push([l10n.t("Copies"), links(copies, open)]);
  if (generated.length > 0) {
    facts.push([l10n.t("Generated from it"), links(generated, open)]);
  }
  if (box) {
    const corners = `${box.left}, ${box.top} – ${box.right}, ${box.bottom}`;
    facts.push([l10n.t("Head box"), corners]);
  }
  const hash = element("code", { attributes: { title: sample.hash } }, sample.hash.slice(0, 12));
  facts.push(["SHA-256", hash]);
  return facts;
}
