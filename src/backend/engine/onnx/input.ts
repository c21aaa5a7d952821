/** The graph's input: pictures as bytes, normalised inside. */
import type { CompileOptions } from "../engine";
import type { GraphBuilder, Value } from "./graphBuilder";

export const PIXELS = "pixels";

/** Declares [batch, size, size, 3] uint8 and gives [batch, 3, size, size]: (x / 255 - mean) / std. */
export function normalisedPictures(g: GraphBuilder, options: CompileOptions): Value {
  const { imageSize: size, statistics } = options;
  const bytes = g.input(PIXELS, "uint8", ["batch", size, size, 3]);
  const floats = g.node("Cast", [g.transpose(bytes, 0, 3, 1, 2)], { to: 1 });
  const channels = (of: (channel: number) => number) => g.floats([0, 1, 2].map(of), [1, 3, 1, 1]);
  const std = (channel: number) => statistics.std[channel] ?? 1;
  const mean = (channel: number) => statistics.mean[channel] ?? 0;
  const scale = channels((channel) => 1 / (255 * std(channel)));
  const shift = channels((channel) => -mean(channel) / std(channel));
  return g.add(g.mul(floats, scale), shift);
}
