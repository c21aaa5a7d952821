/** Where a training's inputs come from: pixels of pictures, or features that a backbone made of them. */
import type { PixelCache } from "../dataset/cache";
import type { Inputs } from "../engine/engine";

/** Inputs of a data set's pictures, one row a picture. */
export interface InputSource<Kind extends Inputs = Inputs> {
  /** Numbers a picture. */
  readonly width: number;
  /** Room for so many pictures. */
  allocate(pictures: number): Kind;
  /** Copies those pictures' rows. */
  read(indices: readonly number[], into: Kind): void;
}

/** The pixels of a cache: rows of [size, size, 3] bytes. */
export function pixelInputs(cache: Pick<PixelCache, "size" | "read">): InputSource<Uint8Array> {
  const width = cache.size * cache.size * 3;
  return {
    width,
    allocate: (pictures) => new Uint8Array(pictures * width),
    read(indices, into) {
      cache.read(indices, into);
    },
  };
}
