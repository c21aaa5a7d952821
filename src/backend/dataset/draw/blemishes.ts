/** Files as every found data set has them: broken, mislabelled, odd and repeated. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BREEDS, type Breed } from "./breeds";
import { paint } from "./paint";
import { nameOf } from "./plan";
import { encodeJpeg, encodePng, reencodeJpeg } from "./render";

interface Blemish {
  readonly breed: string;
  readonly what: string;
  /** Makes the file; `first` is the breed's first picture, as drawn. */
  readonly make: (breed: Breed, seed: number, index: number, first: Buffer) => Promise<Buffer>;
}

const BLEMISHES: readonly Blemish[] = [
  {
    breed: "beagle",
    what: "a JPEG cut off in the middle",
    make: async (breed, seed, index) => {
      const { pixels, quality } = await paint(seed, breed, index);
      const jpeg = await encodeJpeg(pixels, quality);
      return jpeg.subarray(0, Math.floor(jpeg.length * 0.45));
    },
  },
  {
    breed: "Siamese",
    what: "a PNG under a JPEG's name",
    make: async (breed, seed, index) => encodePng((await paint(seed, breed, index)).pixels),
  },
  {
    breed: "pug",
    what: "a grey JPEG",
    make: async (breed, seed, index) => {
      const { pixels, quality } = await paint(seed, breed, index);
      return encodeJpeg(pixels, quality, "grey");
    },
  },
  {
    breed: "Bengal",
    what: "a CMYK JPEG",
    make: async (breed, seed, index) => {
      const { pixels, quality } = await paint(seed, breed, index);
      return encodeJpeg(pixels, quality, "cmyk");
    },
  },
  {
    breed: "shiba_inu",
    what: "a JPEG that EXIF turns upright (orientation 6)",
    make: async (breed, seed, index) => {
      const { pixels, quality } = await paint(seed, breed, index);
      return encodeJpeg(pixels, quality, "turned");
    },
  },
  { breed: "samoyed", what: "an empty file", make: () => Promise.resolve(Buffer.alloc(0)) },
  {
    breed: "Persian",
    what: "an exact copy of Persian_1.jpg",
    make: (_breed, _seed, _index, first) => Promise.resolve(first),
  },
  {
    breed: "chihuahua",
    what: "chihuahua_1.jpg again, smaller and at lower quality",
    make: (_breed, _seed, _index, first) => reencodeJpeg(first, 0.9, 50),
  },
];

export interface BlemishFile {
  /** With extension: `beagle_901.jpg`. */
  readonly name: string;
  /** "beagle_901.jpg: a JPEG cut off in the middle". */
  readonly description: string;
  readonly make: () => Promise<Buffer>;
}

/** Plans the blemishes, numbered from `firstIndex`; the folder `images` must be drawn already. */
export function planBlemishes(seed: number, firstIndex: number, images: string): BlemishFile[] {
  return BLEMISHES.flatMap(({ breed: breedName, what, make }, i) => {
    const breed = BREEDS.find(({ name }) => name === breedName);
    if (breed === undefined) return [];
    const name = `${nameOf(breed, firstIndex + i)}.jpg`;
    const first = (): Promise<Buffer> => readFile(join(images, `${nameOf(breed, 1)}.jpg`));
    return [
      {
        name,
        description: `${name}: ${what}`,
        make: async () => make(breed, seed, firstIndex + i, await first()),
      },
    ];
  });
}
