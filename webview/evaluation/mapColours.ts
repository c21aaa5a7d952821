/** By what the points of the map are coloured, and how those of a kind are called. Pure. */
import type { EmbeddingMap, MapPoint } from "../../src/protocol/embedding";
import { contrast, parseColour, type Colour } from "../lib/theme";

/** `actual` and `predicted` are classes, `verdict` is right or wrong. */
export type Colouring = "actual" | "predicted" | "split" | "verdict";

export const COLOURINGS: readonly Colouring[] = ["actual", "predicted", "verdict", "split"];

/** The points of a kind. */
export interface Kind {
  /** A class as it is called; else a key that the view has words for. */
  readonly name: string;
  readonly isClass: boolean;
  /** Indices into the points, ascending. */
  readonly points: readonly number[];
}

export function isWrong({ answers }: MapPoint, target: number): boolean {
  const answer = answers[target];
  return answer !== undefined && answer.actual !== null && answer.actual !== answer.predicted;
}

function nameOf(point: MapPoint, colouring: Colouring, [map, target]: [EmbeddingMap, number]) {
  const classes = map.targets[target]?.classes ?? [];
  const answer = point.answers[target];
  switch (colouring) {
    case "split":
      return point.split;
    case "verdict":
      return answer?.actual == null ? "unlabelled" : isWrong(point, target) ? "wrong" : "right";
    case "actual":
      return answer?.actual == null ? undefined : classes[answer.actual];
    case "predicted":
      return answer && classes[answer.predicted];
  }
}

/** The kinds that points are told apart by, classes in their order; kinds without a point are left out. */
export function kindsOf(map: EmbeddingMap, colouring: Colouring, target: number): Kind[] {
  const isClass = colouring === "actual" || colouring === "predicted";
  const others = colouring === "split" ? ["train", "validation", "test"] : ["right", "wrong"];
  const names = isClass ? (map.targets[target]?.classes ?? []) : others;
  const members = new Map<string, number[]>(names.map((name) => [name, []]));
  const rest: number[] = [];
  for (const [index, point] of map.points.entries()) {
    const name = nameOf(point, colouring, [map, target]);
    (members.get(name ?? "") ?? rest).push(index);
  }
  const kinds = [...members].map(([name, points]): Kind => ({ name, isClass, points }));
  const all = [...kinds, { name: "unlabelled", isClass: false, points: rest }];
  return all.filter(({ points }) => points.length > 0);
}

/** Turns by which hues stay apart, however many there are. */
const GOLDEN_ANGLE = 137.508;

/** A colour of the wheel: hue in degrees, saturation and lightness 0..1. */
export function fromHue(hue: number, saturation: number, lightness: number): Colour {
  const spread = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const place = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return { red: channel(0), green: channel(8), blue: channel(4), alpha: 1 };
}

/** WCAG 2 asks for 3 of what is not text. */
const LEAST_CONTRAST = 3;

/**
 * So many colours that stand out from the background: the given ones first, then turns of the
 * wheel, each darkened or lightened until it can be seen.
 */
export function distinctColours(
  count: number,
  given: readonly string[],
  background: Colour,
): Colour[] {
  const first = given.flatMap((text) => parseColour(text) ?? []);
  const isDark = contrast(background, { red: 255, green: 255, blue: 255, alpha: 1 }) > 4.5;
  return Array.from({ length: count }, (_, index) => {
    const known = count <= first.length ? first[index] : undefined;
    if (known !== undefined) return known;
    const saturation = index % 2 === 0 ? 0.75 : 0.5;
    let lightness = isDark ? 0.55 : 0.45;
    for (;;) {
      const colour = fromHue((210 + index * GOLDEN_ANGLE) % 360, saturation, lightness);
      const isSeen = contrast(colour, background) >= LEAST_CONTRAST;
      if (isSeen || lightness <= 0.05 || lightness >= 0.95) return colour;
      lightness += isDark ? 0.05 : -0.05;
    }
  });
}
