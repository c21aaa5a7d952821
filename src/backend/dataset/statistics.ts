/** Channel mean and standard deviation of pictures, by the notebook's definition. */
import type { ChannelStatistics } from "../../protocol/dataset";

/** One picture's channel means and population standard deviations, red, green, blue, 0..1. */
export interface ChannelMoments {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

function average(
  pictures: readonly ChannelMoments[],
  value: (moments: ChannelMoments) => readonly [number, number, number],
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (const picture of pictures) {
    const [red, green, blue] = value(picture);
    sums[0] += red;
    sums[1] += green;
    sums[2] += blue;
  }
  const count = Math.max(1, pictures.length);
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/**
 * Statistics of any subset of a data set: the mean over pictures of each picture's channel mean,
 * and of its standard deviation, every picture weighing the same whatever its size. (The second is
 * not the deviation over all pixels: it leaves out how pictures differ from one another.)
 * Grey pictures count as three equal channels; unreadable ones are not among the samples.
 */
export function channelStatistics(
  samples: readonly { readonly channels: ChannelMoments }[],
): ChannelStatistics {
  const moments = samples.map((sample) => sample.channels);
  return {
    mean: average(moments, (picture) => picture.mean),
    std: average(moments, (picture) => picture.std),
    pictures: moments.length,
  };
}
