/** The step that chooses pretrained weights: from the store, from the catalogue, from elsewhere, or none. */
import { l10n, QuickPickItemKind } from "vscode";
import { UserError } from "../../protocol/errors";
import type { NetworkName } from "../../protocol/network";
import type { PublishedWeights, WeightsEntry, WeightsList } from "../../protocol/weights";
import { addAskedWeights, downloadPublished, publishedFacts } from "../actions/weights";
import type { App } from "../app";
import { format } from "../text";
import { BACK, type Choice, pick, type Question } from "./pick";

type Offer =
  | { readonly kind: "scratch" | "add" }
  | { readonly kind: "stored"; readonly entry: WeightsEntry }
  | { readonly kind: "published"; readonly item: PublishedWeights };

/** Whether there is anything to choose: catDogNet has weights only where somebody added a run's. */
export function hasWeights(
  { stored, published }: Pick<WeightsList, "stored" | "published">,
  network: NetworkName,
): boolean {
  return [...stored, ...published].some((each) => each.network === network);
}

/**
 * Asks; null is from scratch. What has to be downloaded or added first is, and when that was given
 * up, or failed, the question is asked again.
 */
export async function chooseWeights(
  app: App,
  network: NetworkName,
  { chosen, ...question }: Question & { readonly chosen: WeightsEntry | null | undefined },
): Promise<WeightsEntry | null | typeof BACK> {
  for (;;) {
    const choices = choicesOf(await app.backend.weights({}), network);
    const offer = await pick(question, choices, activeOffer(choices, chosen));
    if (offer === BACK) return BACK;
    if (offer.kind === "scratch") return null;
    if (offer.kind === "stored") return offer.entry;
    try {
      return await fetched(app, network, offer.kind === "published" ? offer.item : undefined);
    } catch (error) {
      app.fail(error);
    }
  }
}

async function fetched(
  app: App,
  network: NetworkName,
  item: PublishedWeights | undefined,
): Promise<WeightsEntry> {
  const entry = await (item ? downloadPublished(app, item) : addAskedWeights(app));
  if (entry.network === network) return entry;
  const message = l10n.t("{0} has weights of {1}, not of {2}.", entry.name, entry.network, network);
  throw new UserError("invalid-argument", message);
}

function choicesOf(
  { stored, published }: WeightsList,
  network: NetworkName,
): readonly Choice<Offer>[] {
  const separator = (label: string): Choice<Offer> => ({
    label,
    kind: QuickPickItemKind.Separator,
    value: { kind: "scratch" },
  });
  const scratch: Choice<Offer> = {
    label: l10n.t("None"),
    description: l10n.t("from scratch"),
    detail: l10n.t("Begins with random numbers; needs many pictures, and hours"),
    value: { kind: "scratch" },
  };
  const add: Choice<Offer> = {
    label: l10n.t("Add Weights..."),
    detail: l10n.t("From a file, from an address, or from a run of your own"),
    value: { kind: "add" },
  };
  const offered = published.filter((item) => item.network === network && !item.isStored);
  return [
    ...stored.filter((entry) => entry.network === network).map(storedChoice),
    scratch,
    separator(l10n.t("Not here yet")),
    ...offered.map((item): Choice<Offer> => ({
      label: l10n.t("Download {0}", item.name),
      detail: publishedFacts(item),
      value: { kind: "published", item },
    })),
    add,
  ];
}

function storedChoice(entry: WeightsEntry): Choice<Offer> {
  const { name, bytes, classes, imageSize, licence } = entry;
  const facts = [
    l10n.t("For pictures of {0} × {1} pixels", imageSize, imageSize),
    ...(classes === null ? [] : [l10n.t("Trained on {0} classes", format.count(classes))]),
    ...(licence === null ? [] : [licence]),
  ];
  return {
    label: name,
    description: format.bytes(bytes),
    detail: facts.join(" · "),
    value: { kind: "stored", entry },
  };
}

/** What was chosen before, else weights that are there, else none. */
function activeOffer(
  choices: readonly Choice<Offer>[],
  chosen: WeightsEntry | null | undefined,
): Offer | undefined {
  const offers = choices.map(({ value }) => value);
  const before = offers.find((each) =>
    each.kind === "stored" ? each.entry.sha256 === chosen?.sha256 : chosen === null,
  );
  return before ?? offers[0];
}
