/** Programs for Python that use an export: what it needs, nothing of Pupil's. */
import type { Description } from "../description";

/** Reads a picture as training does; both programs have it. */
const READ = `def read(path):
    """RGB bytes [size, size, 3]: turned as EXIF says, on white, stretched by an antialiased linear filter."""
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode.startswith("I"):  # 16 bits of grey: Pillow would cut off what is above 255
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    white = Image.new("RGBA", image.size, "white")
    image = Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return np.asarray(image.resize((size, size), Image.BILINEAR))
`;

/** For ONNX Runtime. */
export function onnxForPython(): string {
  return `"""Classifies pictures with the network beside it: pip install onnxruntime pillow; python classify.py PICTURE..."""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

session = onnxruntime.InferenceSession(str(Path(__file__).with_name("model.onnx")))
about = session.get_modelmeta().custom_metadata_map
size, targets = int(about["imageSize"]), json.loads(about["targets"])


${READ}

for path in sys.argv[1:]:
    results = session.run([t["output"] for t in targets], {"inputs": read(path)[None]})
    answers = {t["name"]: dict(zip(t["classes"], p[0].tolist())) for t, p in zip(targets, results)}
    print(json.dumps({"picture": path, **answers}))
`;
}

/** The network in PyTorch, of as many logits as \`logits\` says. */
function networkOf({ network }: Description): string {
  const head = (features: number) =>
    `nn.Sequential(nn.Linear(${features}, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, logits))`;
  switch (network) {
    case "resnet34":
    case "resnet50":
      return `net = torchvision.models.${network}(weights=None)
net.fc = ${head(network === "resnet34" ? 512 : 2048)}`;
    case "mobileNetV2":
      return `net = torchvision.models.mobilenet_v2(weights=None)
net.classifier = ${head(1280)}`;
    case "catDogNet":
      return `layers = {}
for block, (fewer, more) in enumerate([(3, 64), (64, 128), (128, 256), (256, 512)], 1):
    layers[f"conv{block}"] = nn.Conv2d(fewer, more, 3, padding=1)
    layers[f"bn{block}"] = nn.BatchNorm2d(more)
    layers[f"relu{block}"], layers[f"pool{block}"] = nn.ReLU(), nn.MaxPool2d(2)
layers.update(flatten=nn.Flatten(), fc1=nn.Linear(512 * (size // 16) ** 2, 1024), relu5=nn.ReLU())
layers.update(dropout=nn.Dropout(), fc2=nn.Linear(1024, logits))
net = nn.Sequential(OrderedDict(layers))`;
  }
}

/** For PyTorch. */
export function safetensorsForPython(description: Description): string {
  const { network, isMirrored } = description;
  const isOwn = network === "catDogNet";
  const answer = isMirrored ? "(net(x) + net(x.flip(3)))[0] / 2" : "net(x)[0]";
  return `"""Classifies pictures with the network beside it: pip install torch ${isOwn ? "" : "torchvision "}pillow; python classify.py PICTURE..."""
import json
import sys
${isOwn ? "from collections import OrderedDict\n" : ""}from pathlib import Path

import numpy as np
import torch${isOwn ? "" : "\nimport torchvision"}
from PIL import Image, ImageOps
from torch import nn

# The format in five lines; safetensors.torch.load_file and safe_open(...).metadata() do the same.
data = Path(__file__).with_name("model.safetensors").read_bytes()
start = 8 + int.from_bytes(data[:8], "little")
head = json.loads(data[8:start])
about = head.pop("__metadata__")
bytes_of = lambda of: bytearray(data[start + of["data_offsets"][0] : start + of["data_offsets"][1]])
state = {k: torch.frombuffer(bytes_of(v), dtype=torch.float32).view(v["shape"]) for k, v in head.items()}

size, targets = int(about["imageSize"]), json.loads(about["targets"])
mean, std = (torch.tensor(json.loads(about[k])).view(1, 3, 1, 1) for k in ("mean", "std"))
logits = targets[-1]["to"]
${networkOf(description)}
missing, unexpected = net.load_state_dict(state, strict=False)
assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing)
net.eval()


${READ}

for path in sys.argv[1:]:
    x = (torch.tensor(read(path)).permute(2, 0, 1)[None] / 255 - mean) / std
    with torch.no_grad():
        answer = ${answer}
    answers = {t["name"]: answer[t["from"] : t["to"]].softmax(0).tolist() for t in targets}
    named = {t["name"]: dict(zip(t["classes"], answers[t["name"]])) for t in targets}
    print(json.dumps({"picture": path, **named}))
`;
}
