/** The texts under annotations/, as Oxford-IIIT Pet writes them. */
import { BREEDS, type Breed } from "./breeds";
import type { Picture } from "./picture";
import { nameOf, type PlannedPicture } from "./plan";

const ofSpecies = (species: Breed["species"]): Breed[] =>
  BREEDS.filter((breed) => breed.species === species);

/** `NAME CLASS-ID SPECIES BREED-ID`, ids from 1, in the order of the names. */
function lines(plan: readonly PlannedPicture[]): string[] {
  return BREEDS.flatMap((breed, i) => {
    const ids = [
      i + 1,
      breed.species === "cat" ? 1 : 2,
      ofSpecies(breed.species).indexOf(breed) + 1,
    ];
    const names = plan
      .filter((item) => item.breed === breed)
      .map(({ index }) => nameOf(breed, index));
    return names.sort().map((name) => `${[name, ...ids].join(" ")}\n`);
  });
}

/** File names under annotations/ and their content; half of each breed is for training. */
export function listFiles(plan: readonly PlannedPicture[]): Readonly<Record<string, string>> {
  const [cats, dogs] = [ofSpecies("cat").length, ofSpecies("dog").length];
  const header =
    "#Image CLASS-ID SPECIES BREED-ID\n" +
    `#SPECIES: 1:cat 2:dog; BREED-ID: 1-${cats} cat, 1-${dogs} dog\n`;
  const training = plan.filter(({ index, of }) => index <= Math.ceil(of / 2));
  const testing = plan.filter(({ index, of }) => index > Math.ceil(of / 2));
  return {
    "trainval.txt": lines(training).join(""),
    "test.txt": lines(testing).join(""),
    README: README,
    "list.txt": header + lines(plan).join(""),
  };
}

/** The head's box as Pascal VOC: pixels count from 1, both ends are inside. */
export function headXml(name: string, species: string, picture: Picture): string {
  const { width, height, headBox, truncated, occluded } = picture;
  const box = {
    xmin: headBox.left + 1,
    ymin: headBox.top + 1,
    xmax: headBox.right,
    ymax: headBox.bottom,
  };
  const sides = Object.entries(box).map(([key, value]) => `<${key}>${value}</${key}>`);
  return (
    `<annotation><folder>OXIIIT</folder><filename>${name}.jpg</filename>` +
    "<source><database>Pupil's cartoon pets</database><annotation>OXIIIT</annotation>" +
    "<image>drawn</image></source>" +
    `<size><width>${width}</width><height>${height}</height><depth>3</depth></size>` +
    `<segmented>0</segmented><object><name>${species}</name><pose>Frontal</pose>` +
    `<truncated>${Number(truncated)}</truncated><occluded>${Number(occluded)}</occluded>` +
    `<bndbox>${sides.join("")}</bndbox><difficult>0</difficult></object></annotation>\n`
  );
}

const README = `Cartoon pets
------------
Drawn by Pupil, not photographed: no animal sat for them. They are laid out as the Oxford-IIIT Pet
data set is (O. M. Parkhi, A. Vedaldi, A. Zisserman and C. V. Jawahar, "Cats and Dogs", 2012) and
borrow the names of some of its breeds, so that what reads the one reads the other.

list.txt, trainval.txt, test.txt   NAME CLASS-ID SPECIES BREED-ID; species 1 is cat, 2 is dog
xmls/                              boxes around the heads, Pascal VOC
trimaps/                           1 the animal, 2 the background, 3 the border between them
`;
