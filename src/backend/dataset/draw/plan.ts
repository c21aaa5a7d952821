/** Which pictures are drawn: twice as many dogs as cats, the breeds of a species level. */
import { UserError } from "../../../protocol/errors";
import { BREEDS, type Breed } from "./breeds";

export interface PlannedPicture {
  readonly breed: Breed;
  /** From 1, within the breed. */
  readonly index: number;
  /** Number of pictures of the breed. */
  readonly of: number;
}

const MOST = 100_000;

/** The planned picture's file name without extension: `beagle_12`. */
export const nameOf = (breed: Breed, index: number): string => `${breed.name}_${index}`;

function planSpecies(species: Breed["species"], pictures: number): PlannedPicture[] {
  const breeds = BREEDS.filter((breed) => breed.species === species);
  return breeds.flatMap((breed, i) => {
    const of = Math.floor(pictures / breeds.length) + (i < pictures % breeds.length ? 1 : 0);
    return Array.from({ length: of }, (_, k) => ({ breed, index: k + 1, of }));
  });
}

/** Plans so many pictures; a third are cats, and every breed has at least one. */
export function planPictures(images: number): PlannedPicture[] {
  if (!Number.isInteger(images) || images < BREEDS.length || images > MOST) {
    throw new UserError(
      "invalid-argument",
      `The number of pictures must be a whole number from ${BREEDS.length}, ` +
        `one of each breed, to ${MOST}.`,
    );
  }
  const cats = Math.round(images / 3);
  return [...planSpecies("cat", cats), ...planSpecies("dog", images - cats)];
}
