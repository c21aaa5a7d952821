// Draws a fixture's picture: the cartoon pet that stands for its breed.
import { BREEDS } from "../../../src/backend/dataset/draw/breeds";
import { drawPicture } from "../../../src/backend/dataset/draw/picture";
import { BREED_SPECIES } from "../fixtures/pets";

const drawn = new Map<string, string>();

/** SVG for a path such as "images/Abyssinian_12.jpg"; the same path gives the same picture. */
export function drawnPicture(path: string): string {
  const known = drawn.get(path);
  if (known !== undefined) return known;
  const [, name = "", number = "1"] = /([^/]*)_(\d+)\.\w+$/.exec(path) ?? [];
  const species = BREED_SPECIES.get(name) ?? "cat";
  const alike = BREEDS.filter((breed) => breed.species === species);
  const mine = [...BREED_SPECIES].filter(([, kind]) => kind === species);
  const index = mine.findIndex(([breed]) => breed === name);
  const { svg } = drawPicture(27, alike[Math.max(index, 0) % alike.length]!, Number(number));
  drawn.set(path, svg);
  return svg;
}
