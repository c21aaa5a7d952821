/** Weights that others publish: addresses, licences, and as much of the checksums as they give. */
import type { NetworkName } from "../../protocol/network";
import type { PublishedWeights, WeightsEntry } from "../../protocol/weights";

/** Published weights, with what checks them. */
export interface CatalogueItem extends Omit<PublishedWeights, "isStored"> {
  /** Hexadecimal; torchvision's files carry the first 8 digits in their names. Absent: not published. */
  readonly sha256?: string;
}

interface Torchvision {
  readonly name: string;
  readonly title: string;
  readonly network: NetworkName;
  readonly file: string;
  readonly bytes: number;
  readonly accuracy: number;
}

/** torchvision says accuracies at 224 pixels; licence of the package, which says nothing else of weights. */
function torchvision({ file, ...rest }: Torchvision): CatalogueItem {
  const sha256 = /-([0-9a-f]{8})\.pth$/.exec(file)?.[1];
  const url = `https://download.pytorch.org/models/${file}`;
  return { ...rest, url, licence: "BSD-3-Clause", ...(sha256 !== undefined && { sha256 }) };
}

type Timm = Omit<CatalogueItem, "name" | "url" | "licence"> & { readonly revision: string };

/** timm's files by revision, so that what is downloaded does not change. */
function timm({ revision, ...rest }: Timm): CatalogueItem {
  const url = `https://huggingface.co/timm/${rest.title}/resolve/${revision}/model.safetensors`;
  return { ...rest, name: rest.title, url, licence: "Apache-2.0" };
}

export const CATALOGUE: readonly CatalogueItem[] = [
  torchvision({
    name: "mobilenet_v2-imagenet-v1",
    title: "MobileNet_V2_Weights.IMAGENET1K_V1",
    network: "mobileNetV2",
    file: "mobilenet_v2-b0353104.pth",
    bytes: 14_213_000,
    accuracy: 0.71878,
  }),
  torchvision({
    name: "mobilenet_v2-imagenet-v2",
    title: "MobileNet_V2_Weights.IMAGENET1K_V2",
    network: "mobileNetV2",
    file: "mobilenet_v2-7ebf99e0.pth",
    bytes: 14_259_000,
    accuracy: 0.72154,
  }),
  timm({
    title: "mobilenetv2_100.ra_in1k",
    network: "mobileNetV2",
    revision: "f3ff81ba89de0bc46b546568ebeab2edef6b9d49",
    sha256: "55ea4fb3a96010b933710ebf44fc965b070d5cd054d3f35e44f2d1320b4a714e",
    bytes: 14_190_000,
    accuracy: null,
  }),
  torchvision({
    name: "resnet34-imagenet-v1",
    title: "ResNet34_Weights.IMAGENET1K_V1",
    network: "resnet34",
    file: "resnet34-b627a593.pth",
    bytes: 87_320_000,
    accuracy: 0.73314,
  }),
  timm({
    title: "resnet34.a1_in1k",
    network: "resnet34",
    revision: "0e8757122c4c09b15fb9300c0fd09b3fe89e28bf",
    bytes: 87_290_000,
    accuracy: 0.7642,
  }),
  torchvision({
    name: "resnet50-imagenet-v1",
    title: "ResNet50_Weights.IMAGENET1K_V1",
    network: "resnet50",
    file: "resnet50-0676ba61.pth",
    bytes: 102_531_000,
    accuracy: 0.7613,
  }),
  torchvision({
    name: "resnet50-imagenet-v2",
    title: "ResNet50_Weights.IMAGENET1K_V2",
    network: "resnet50",
    file: "resnet50-11ad3fa6.pth",
    bytes: 102_540_000,
    accuracy: 0.80858,
  }),
  timm({
    title: "resnet50.a1_in1k",
    network: "resnet50",
    revision: "5d9e13b8fdab4d9718bcf2c8f5c3af01878367e8",
    sha256: "773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb",
    bytes: 102_470_000,
    accuracy: 0.8038,
  }),
];

/** What all of the catalogue, and nearly all of torchvision and timm, were trained with. */
export const IMAGENET = {
  imageSize: 224,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

/** The catalogue's item that a file of this checksum is. */
export function findPublished(
  sha256: string,
  catalogue: readonly CatalogueItem[],
): CatalogueItem | undefined {
  return catalogue.find((item) => item.sha256 !== undefined && sha256.startsWith(item.sha256));
}

/** The catalogue as people see it, with what of it is stored. */
export function publishedWeights(
  stored: readonly WeightsEntry[],
  catalogue: readonly CatalogueItem[],
): readonly PublishedWeights[] {
  return catalogue.map(({ sha256, ...item }) => {
    const isItem = (entry: WeightsEntry) =>
      sha256 === undefined ? entry.source === item.url : entry.sha256.startsWith(sha256);
    return { ...item, isStored: stored.some(isItem) };
  });
}
