"""PyTorch's side of the Grad-CAM test: the maps by hooks on the same network, in double precision.

usage: gradCam.py FOLDER
FOLDER/case.json names the network, its classes, the pictures' size, the normalisation and, for each picture, the
logits that are explained; FOLDER/pictures.bin holds the pictures [count, size, size, 3] as bytes. The network's
random weights and the maps go to FOLDER/out.json and FOLDER/out.bin.
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
size, classes = case["size"], case["classes"]
mean, std = (torch.tensor(case[k], dtype=torch.float64).view(1, 3, 1, 1) for k in ("mean", "std"))
data = np.fromfile(folder / "pictures.bin", dtype=np.uint8).reshape(-1, size, size, 3)
x = (torch.from_numpy(data).permute(0, 3, 1, 2).double() / 255 - mean) / std


class CatDogNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [3, 64, 128, 256, 512]
        for block in (1, 2, 3, 4):
            setattr(self, f"conv{block}", nn.Conv2d(sizes[block - 1], sizes[block], 3, padding=1))
            setattr(self, f"bn{block}", nn.BatchNorm2d(sizes[block]))
        self.last = nn.ReLU()  # apart, for the hook
        self.fc1 = nn.Linear(512 * (size // 16) ** 2, 1024)
        self.fc2 = nn.Linear(1024, classes)

    def forward(self, x):
        for block in (1, 2, 3, 4):
            x = getattr(self, f"bn{block}")(getattr(self, f"conv{block}")(x))
            x = self.last(x) if block == 4 else torch.relu(x)
            x = torch.max_pool2d(x, 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


def build():
    """The network and the module whose output is the activation."""
    if case["network"] == "catDogNet":
        model = CatDogNet()
        return model, model.last
    model = getattr(torchvision.models, case["network"])(weights=None)
    last = "fc" if hasattr(model, "fc") else "classifier"
    features = [m for m in model.modules() if isinstance(m, nn.Linear)][-1].in_features
    head = nn.Sequential(nn.Linear(features, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, classes))
    setattr(model, last, head)
    return model, model.layer4 if hasattr(model, "layer4") else model.features


model, layer = build()
# scales and shifts as training leaves them, and the running statistics of these pictures
for module in model.modules():
    if isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1, 0.3)
        nn.init.normal_(module.bias, 0, 0.3)
        module.momentum = None
model.train()
with torch.no_grad():
    model(x.float())
model.eval()
answers = {name: value for name, value in model.state_dict().items() if value.dtype == torch.float32}

model.double().requires_grad_(False)
kept = {}


def keep(_module, _inputs, output):
    # gradients are wanted from here on, and only of this
    kept["activation"] = output.detach().requires_grad_()
    return kept["activation"]


layer.register_forward_hook(keep)
for index, logits in enumerate(case["logits"]):
    output = model(x[index : index + 1])
    activation = kept["activation"]
    for logit in logits:
        (gradient,) = torch.autograd.grad(output[0, logit], activation, retain_graph=True)
        weights = gradient.mean((2, 3), keepdim=True)
        answers[f"map.{index}.{logit}"] = torch.relu((weights * activation).sum(1))[0].detach()
with open(folder / "out.bin", "wb") as out:
    for value in answers.values():
        out.write(value.contiguous().numpy().astype("<f4").tobytes())
shapes = [[name, list(value.shape)] for name, value in answers.items()]
(folder / "out.json").write_text(json.dumps({"arrays": shapes}))
