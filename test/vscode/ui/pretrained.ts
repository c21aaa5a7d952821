// Pretrained weights for the specs: MobileNetV2's arrays as a file of torchvision's names, random ones from a seed.
import { initialise } from "../../../src/backend/nn/initialise";
import { parameters } from "../../../src/backend/nn/parameters";
import { findNetwork } from "../../../src/backend/nn/registry";
import { trace } from "../../../src/backend/nn/trace";
import { weightsStore } from "../../../src/backend/train/weightsStore";
import { writeTensors } from "../../../src/backend/util/safetensors";

/** Writes a backbone that has learned nothing, but that tells pictures apart. */
export async function writeMobileNet(path: string): Promise<void> {
  const { specs = [] } =
    weightsStore().networks.find(({ network }) => network === "mobileNetV2") ?? {};
  const names = new Set(specs.map(({ name }) => name));
  const arrays = parameters(trace(findNetwork("mobileNetV2"), { imageSize: 32, classes: 2 }))
    .filter(({ name }) => names.has(name))
    .map((spec) => [spec.name, { shape: spec.shape, data: initialise(spec, 27) }] as const);
  await writeTensors(path, { arrays: new Map(arrays), metadata: {} });
}
