/** Where published data sets are, and the checksums that their files must have. */
import type { PublishedDataset } from "../../protocol/download";

/** One archive of a data set. */
export interface PublishedArchive {
  readonly name: string;
  /** Addresses of the same file, tried in this order. */
  readonly urls: readonly string[];
  /** MD5, hexadecimal: what its publishers and torchvision give; it finds damage, not malice. */
  readonly md5: string;
  /** Length, for progress only: the checksum decides. */
  readonly bytes: number;
}

/** https://www.robots.ox.ac.uk/~vgg/data/pets/ and the host that its links lead to. */
const PETS = [
  "https://www.robots.ox.ac.uk/~vgg/data/pets/data/",
  "https://thor.robots.ox.ac.uk/~vgg/data/pets/",
];

function petArchive(name: string, md5: string, bytes: number): PublishedArchive {
  return { name, urls: PETS.map((base) => base + name), md5, bytes };
}

export const PUBLISHED: Readonly<Record<PublishedDataset, readonly PublishedArchive[]>> = {
  "oxford-iiit-pet": [
    petArchive("images.tar.gz", "5c4f3ee8e5d25df40f4fd59a7f44e54c", 791_918_971),
    petArchive("annotations.tar.gz", "95a8c909bbe2e81eed6a22bccdf3f68f", 19_173_078),
  ],
};
