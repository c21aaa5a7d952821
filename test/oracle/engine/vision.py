"""torchvision's side of the inference tests: a network with random weights of its own, and its answers.

usage: vision.py FOLDER
FOLDER/case.json names the network, its classes, the pictures' sizes and the normalisation; FOLDER/<size>.bin
holds pictures [count, size, size, 3] as bytes. Weights and logits go to FOLDER/out.json and FOLDER/out.bin.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch import nn

torch.set_num_threads(2)
torch.manual_seed(27)
folder = Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
mean, std = (torch.tensor(case[k]).view(1, 3, 1, 1) for k in ("mean", "std"))


def pictures(size):
    data = np.fromfile(folder / f"{size}.bin", dtype=np.uint8).reshape(-1, size, size, 3)
    return (torch.from_numpy(data).permute(0, 3, 1, 2).float() / 255 - mean) / std


model = getattr(torchvision.models, case["network"])(weights=None)
last = "fc" if hasattr(model, "fc") else "classifier"
features = [m for m in model.modules() if isinstance(m, nn.Linear)][-1].in_features
head = nn.Sequential(nn.Linear(features, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, case["classes"]))
setattr(model, last, head)
# scales and shifts as training leaves them, and the running statistics of these pictures
for layer in model.modules():
    if isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1, 0.3)
        nn.init.normal_(layer.bias, 0, 0.3)
        layer.momentum = None
model.train()
with torch.no_grad():
    for size in case["sizes"]:
        model(pictures(size))
    model.eval()
    answers = {name: value for name, value in model.state_dict().items() if value.dtype == torch.float32}
    answers.update({f"logits.{size}": model(pictures(size)) for size in case["sizes"]})
    setattr(model, last, nn.Identity())
    answers.update({f"features.{size}": model(pictures(size)) for size in case["sizes"]})
with open(folder / "out.bin", "wb") as out:
    for value in answers.values():
        out.write(value.contiguous().numpy().astype("<f4").tobytes())
shapes = [[name, list(value.shape)] for name, value in answers.items()]
(folder / "out.json").write_text(json.dumps({"arrays": shapes}))
