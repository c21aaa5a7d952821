/** From a drawing to what a camera would have made of it. */
import type { Breed } from "./breeds";
import { drawPicture, type Picture } from "./picture";
import { renderSvg, type Pixels } from "./render";
import { expose } from "./sensor";

export interface Painting {
  readonly picture: Picture;
  readonly pixels: Pixels;
  /** Of the JPEG, 1..100. */
  readonly quality: number;
}

/** Draws and photographs the picture of that number of the breed. */
export async function paint(seed: number, breed: Breed, index: number): Promise<Painting> {
  const picture = drawPicture(seed, breed, index);
  const camera = picture.random.split("camera");
  const quality = Math.round(camera.between(62, 94));
  const blur = camera.uniform() < 0.3 ? camera.between(0.4, 1.1) : 0;
  const pixels = await renderSvg(picture.svg, blur);
  expose(pixels, camera);
  return { picture, pixels, quality };
}
