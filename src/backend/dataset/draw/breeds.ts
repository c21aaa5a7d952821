/** The breeds that are drawn, under their Oxford-IIIT names, and what tells each apart. */
import type { Colour } from "./colour";

export type EarKind = "prick" | "large" | "bat" | "rounded" | "drop" | "long" | "wavy" | "button";
export type Marking =
  "plain" | "points" | "ticked" | "rosettes" | "blaze" | "mask" | "pale-cheeks" | "tan" | "silk";
export type TailKind = "long" | "plume" | "curl" | "stub";

/** One colouring of a breed. */
export interface Coat {
  readonly base: Colour;
  /** Of markings, ears and the saddle. */
  readonly dark: Colour;
  /** Of chest, muzzle and paws. */
  readonly light: Colour;
  readonly marking: Marking;
}

/** Lengths are in units of half a head's width. */
export interface Breed {
  readonly name: string;
  readonly species: "cat" | "dog";
  readonly ears: EarKind;
  readonly earSize: number;
  /** Half the head's width and height, and its width at the jaw as a share of that. */
  readonly head: { readonly width: number; readonly height: number; readonly jaw: number };
  /** Half the muzzle's width and height, and how much higher than usual it sits. */
  readonly muzzle: { readonly width: number; readonly height: number; readonly lift?: number };
  readonly beard?: boolean;
  /** Length of the hair on outlines. */
  readonly fur: number;
  readonly tail: TailKind;
  readonly eyes: readonly Colour[];
  readonly coats: readonly Coat[];
}

const coat = (marking: Marking, base: Colour, dark: Colour, light: Colour): Coat => ({
  base,
  dark,
  light,
  marking,
});

const BLACK: Colour = [25, 8, 14];
const WHITE: Colour = [42, 30, 93];
const CREAM: Colour = [40, 48, 82];
const FAWN: Colour = [32, 50, 64];
const RED: Colour = [24, 60, 50];
const BROWN: Colour = [22, 42, 30];
const GREY: Colour = [214, 10, 48];
const SMOKE: Colour = [215, 8, 30];
const TAN: Colour = [28, 58, 56];

const AMBER: Colour = [38, 85, 52];
const GREEN: Colour = [88, 50, 50];
const BLUE: Colour = [205, 75, 58];
const HAZEL: Colour = [26, 55, 26];
const DARK: Colour = [20, 45, 16];

const cat = (breed: Omit<Breed, "species">): Breed => ({ species: "cat", ...breed });
const dog = (breed: Omit<Breed, "species">): Breed => ({ species: "dog", ...breed });

const CATS: readonly Breed[] = [
  cat({
    name: "Abyssinian",
    ears: "large",
    earSize: 1.12,
    fur: 0,
    tail: "long",
    head: { width: 0.93, height: 0.86, jaw: 0.78 },
    muzzle: { width: 0.36, height: 0.24 },
    eyes: [GREEN, AMBER],
    coats: [
      coat("ticked", RED, BROWN, FAWN),
      coat("ticked", FAWN, RED, CREAM),
      coat("ticked", GREY, SMOKE, CREAM),
    ],
  }),
  cat({
    name: "Bengal",
    ears: "rounded",
    earSize: 0.9,
    fur: 0,
    tail: "long",
    head: { width: 1, height: 0.84, jaw: 0.9 },
    muzzle: { width: 0.43, height: 0.29 },
    eyes: [GREEN, AMBER],
    coats: [
      coat("rosettes", TAN, BLACK, CREAM),
      coat("rosettes", [38, 12, 72], BLACK, WHITE),
      coat("rosettes", CREAM, BROWN, WHITE),
    ],
  }),
  cat({
    name: "Bombay",
    ears: "prick",
    earSize: 0.95,
    fur: 0,
    tail: "long",
    head: { width: 1, height: 0.86, jaw: 0.92 },
    muzzle: { width: 0.38, height: 0.26 },
    eyes: [AMBER, [48, 85, 55]],
    coats: [coat("plain", BLACK, [25, 8, 8], [25, 8, 22])],
  }),
  cat({
    name: "Persian",
    ears: "rounded",
    earSize: 0.74,
    fur: 0.15,
    tail: "plume",
    head: { width: 1.08, height: 0.84, jaw: 1.02 },
    muzzle: { width: 0.46, height: 0.22, lift: 0.16 },
    eyes: [AMBER, BLUE, GREEN],
    coats: [
      coat("plain", WHITE, CREAM, WHITE),
      coat("plain", GREY, SMOKE, GREY),
      coat("plain", TAN, RED, CREAM),
      coat("plain", SMOKE, BLACK, GREY),
    ],
  }),
  cat({
    name: "Siamese",
    ears: "large",
    earSize: 1.05,
    fur: 0,
    tail: "long",
    head: { width: 0.88, height: 0.9, jaw: 0.66 },
    muzzle: { width: 0.32, height: 0.25 },
    eyes: [BLUE],
    coats: [
      coat("points", CREAM, BROWN, WHITE),
      coat("points", WHITE, GREY, WHITE),
      coat("points", FAWN, BLACK, CREAM),
    ],
  }),
];

const DOGS: readonly Breed[] = [
  dog({
    name: "basset_hound",
    ears: "long",
    earSize: 1.15,
    fur: 0,
    tail: "long",
    head: { width: 0.8, height: 0.95, jaw: 0.8 },
    muzzle: { width: 0.5, height: 0.52 },
    eyes: [HAZEL],
    coats: [
      coat("blaze", TAN, RED, WHITE),
      coat("blaze", RED, BROWN, WHITE),
      coat("blaze", CREAM, TAN, WHITE),
    ],
  }),
  dog({
    name: "beagle",
    ears: "drop",
    earSize: 1,
    fur: 0,
    tail: "long",
    head: { width: 0.84, height: 0.92, jaw: 0.74 },
    muzzle: { width: 0.4, height: 0.43 },
    eyes: [HAZEL, DARK],
    coats: [
      coat("blaze", TAN, BLACK, WHITE),
      coat("blaze", RED, BLACK, WHITE),
      coat("blaze", FAWN, TAN, WHITE),
    ],
  }),
  dog({
    name: "chihuahua",
    ears: "bat",
    earSize: 1.2,
    fur: 0.02,
    tail: "long",
    head: { width: 0.9, height: 0.86, jaw: 0.62 },
    muzzle: { width: 0.3, height: 0.32 },
    eyes: [DARK, HAZEL],
    coats: [
      coat("pale-cheeks", FAWN, TAN, CREAM),
      coat("tan", BLACK, BLACK, TAN),
      coat("pale-cheeks", CREAM, FAWN, WHITE),
      coat("tan", BROWN, BROWN, TAN),
    ],
  }),
  dog({
    name: "english_cocker_spaniel",
    ears: "wavy",
    earSize: 1.1,
    fur: 0.04,
    tail: "stub",
    head: { width: 0.78, height: 0.95, jaw: 0.76 },
    muzzle: { width: 0.43, height: 0.45 },
    eyes: [HAZEL],
    coats: [
      coat("plain", TAN, RED, FAWN),
      coat("plain", BLACK, BLACK, SMOKE),
      coat("blaze", GREY, SMOKE, [210, 8, 78]),
      coat("plain", BROWN, BROWN, RED),
    ],
  }),
  dog({
    name: "newfoundland",
    ears: "drop",
    earSize: 0.72,
    fur: 0.1,
    tail: "plume",
    head: { width: 1, height: 0.96, jaw: 0.9 },
    muzzle: { width: 0.52, height: 0.47 },
    eyes: [DARK],
    coats: [
      coat("plain", BLACK, BLACK, [25, 8, 20]),
      coat("plain", BROWN, BROWN, BROWN),
      coat("blaze", SMOKE, BLACK, WHITE),
    ],
  }),
  dog({
    name: "pug",
    ears: "button",
    earSize: 0.85,
    fur: 0,
    tail: "curl",
    head: { width: 0.98, height: 0.88, jaw: 0.95 },
    muzzle: { width: 0.52, height: 0.4 },
    eyes: [DARK],
    coats: [
      coat("mask", FAWN, BLACK, FAWN),
      coat("mask", CREAM, BLACK, CREAM),
      coat("mask", SMOKE, BLACK, SMOKE),
    ],
  }),
  dog({
    name: "samoyed",
    ears: "prick",
    earSize: 0.7,
    fur: 0.14,
    tail: "curl",
    head: { width: 1, height: 0.92, jaw: 0.8 },
    muzzle: { width: 0.4, height: 0.42 },
    eyes: [DARK],
    coats: [coat("plain", WHITE, [40, 30, 84], WHITE), coat("plain", [38, 40, 88], CREAM, WHITE)],
  }),
  dog({
    name: "scottish_terrier",
    ears: "prick",
    earSize: 0.82,
    fur: 0.09,
    tail: "stub",
    head: { width: 0.8, height: 0.95, jaw: 0.85 },
    muzzle: { width: 0.46, height: 0.5 },
    beard: true,
    eyes: [DARK],
    coats: [
      coat("plain", BLACK, BLACK, [25, 8, 20]),
      coat("plain", FAWN, TAN, CREAM),
      coat("plain", SMOKE, BLACK, GREY),
    ],
  }),
  dog({
    name: "shiba_inu",
    ears: "prick",
    earSize: 0.8,
    fur: 0.04,
    tail: "curl",
    head: { width: 0.98, height: 0.88, jaw: 0.78 },
    muzzle: { width: 0.36, height: 0.37 },
    eyes: [DARK],
    coats: [
      coat("pale-cheeks", [26, 62, 54], RED, WHITE),
      coat("pale-cheeks", BLACK, BLACK, CREAM),
      coat("pale-cheeks", CREAM, FAWN, WHITE),
    ],
  }),
  dog({
    name: "yorkshire_terrier",
    ears: "prick",
    earSize: 0.78,
    fur: 0.12,
    tail: "stub",
    head: { width: 0.84, height: 0.84, jaw: 0.8 },
    muzzle: { width: 0.38, height: 0.38 },
    eyes: [DARK],
    coats: [
      coat("silk", TAN, SMOKE, FAWN),
      coat("silk", FAWN, GREY, CREAM),
      coat("silk", GREY, SMOKE, TAN),
    ],
  }),
];

/** All breeds, in the original's order: by name, whatever the case of its first letter. */
export const BREEDS: readonly Breed[] = [...CATS, ...DOGS].sort((a, b) =>
  a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1,
);
