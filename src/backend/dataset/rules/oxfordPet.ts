/** Labels from Oxford-IIIT Pet's names: `Bengal_12.jpg` is a cat, `great_pyrenees_3.jpg` a dog. */
import type { Finding } from "../../../protocol/dataset";
import type { Listing } from "../listing";
import { className, type Labelled, noLabel, type Rule, stem } from "./rule";

/** Breed, underscore, number. */
const NAME = /^(?<breed>.+)_\d+$/u;

/** The breed of a name such as `Maine_Coon_12`, or undefined. */
export function breedOf(name: string): string | undefined {
  const breed = NAME.exec(name)?.groups?.["breed"];
  return breed === undefined || !hasCase(breed) ? undefined : className(breed);
}

function hasCase(breed: string): boolean {
  const first = breed.charAt(0);
  return first.toLowerCase() !== first.toUpperCase();
}

/** Upper-case names are cats, lower-case ones dogs: so the data set says it. */
export function speciesOf(breed: string): "cat" | "dog" {
  const first = breed.charAt(0);
  return first === first.toLowerCase() ? "dog" : "cat";
}

/** Only `images/` counts where it exists: what else lies about are annotations. */
export function candidates(listing: Listing): readonly string[] {
  const inside = listing.pictures.filter((path) => path.startsWith("images/"));
  return inside.length > 0 ? inside : listing.pictures;
}

/** Targets `species` and `breed`; boxes and trimaps where `annotations/` has them. */
export const oxfordPet: Rule = (listing) => {
  const pictures = new Map<string, Labelled>();
  const findings: Finding[] = [];
  for (const path of candidates(listing)) {
    const name = stem(path);
    const breed = breedOf(name);
    if (breed === undefined) {
      findings.push(noLabel(path, "its name is not of the form Breed_123"));
      continue;
    }
    const boxFile = `annotations/xmls/${name}.xml`;
    const mask = `annotations/trimaps/${name}.png`;
    pictures.set(path, {
      labels: { species: speciesOf(breed), breed },
      ...(listing.files.has(boxFile) && { boxFile }),
      ...(listing.files.has(mask) && { mask }),
    });
  }
  return { rule: { kind: "oxford-pet" }, pictures, findings };
};
