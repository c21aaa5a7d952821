/** Colours as hue, saturation and lightness, so that they can be varied and shaded. */
import type { Random } from "../../util/random";

/** Hue in degrees, saturation and lightness in percent. */
export type Colour = readonly [hue: number, saturation: number, lightness: number];

const clamp = (value: number): number => Math.min(100, Math.max(0, value));

/** The colour as SVG takes it. */
export function css([hue, saturation, lightness]: Colour): string {
  const chroma = (saturation / 100) * Math.min(lightness / 100, 1 - lightness / 100);
  const channel = (offset: number): string => {
    const k = (offset + hue / 30 + 12) % 12;
    const value = lightness / 100 - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** Lighter by so many percent, or darker when negative. */
export const lighter = ([hue, saturation, lightness]: Colour, by: number): Colour => [
  hue,
  saturation,
  clamp(lightness + by),
];

/** The colour of outlines on that colour: darker, but lighter on black, where only that shows. */
export const contour = (colour: Colour): Colour => lighter(colour, colour[2] < 24 ? 13 : -20);

/** A colour near the given one, as no two animals of a breed are the same. */
export const vary = ([hue, saturation, lightness]: Colour, random: Random): Colour => [
  (hue + random.normal() * 4 + 360) % 360,
  clamp(saturation * random.between(0.8, 1.15)),
  clamp(lightness + random.normal() * 3.5),
];

/** Any colour of a painted, woven or grown thing; one in three is a brown or grey as coats are. */
export const anyColour = (random: Random): Colour =>
  random.uniform() < 0.35
    ? [random.between(20, 45), random.between(5, 55), random.between(15, 90)]
    : [random.between(0, 360), random.between(15, 70), random.between(20, 85)];
