"""PyTorch's side of the training-step tests: runs the same steps on the same numbers.

usage: step.py FOLDER...
FOLDER/case.json says what to run, FOLDER/in.bin holds its arrays (float32, little endian, one after another);
the answers go to FOLDER/out.json and FOLDER/out.bin in the same form.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(2)
case: dict = {}  # the one that is being answered


def read_arrays(folder: Path) -> dict:
    data = np.fromfile(folder / "in.bin", dtype="<f4")
    arrays, at = {}, 0
    for name, shape in case["arrays"]:
        size = int(np.prod(shape))
        arrays[name] = torch.from_numpy(data[at : at + size].reshape(shape).copy())
        at += size
    return arrays


class Masked(nn.Module):
    """Dropout with a mask that the test gives."""

    def __init__(self):
        super().__init__()
        self.mask = None

    def forward(self, x):
        return x * self.mask if self.training else x


class Traced(nn.Module):
    """A network given as a list of operations: PyTorch's own layers by the operations' names."""

    def __init__(self, nodes):
        super().__init__()
        self.nodes = nodes
        self.layers = nn.ModuleDict()
        for index, node in enumerate(nodes):
            layer = self.layer(node)
            if layer is not None:
                self.layers[str(index)] = layer

    def layer(self, node):
        kind, o = node["kind"], node
        if kind == "conv2d":
            window = o["kernel"], o["stride"], o["padding"]
            return nn.Conv2d(o["in"], o["out"], *window, groups=o["groups"], bias=o["bias"])
        if kind == "batchNorm":
            return nn.BatchNorm2d(o["in"])
        if kind == "linear":
            return nn.Linear(o["in"], o["out"])
        if kind == "maxPool":
            return nn.MaxPool2d(o["kernel"], o["stride"], o["padding"])
        if kind == "dropout":
            return Masked()
        return None

    def load(self, arrays):
        for index, node in enumerate(self.nodes):
            if "name" in node:
                layer = self.layers[str(index)]
                own = {k: arrays[f"{node['name']}.{k}"] for k in layer.state_dict() if k != "num_batches_tracked"}
                layer.load_state_dict(own, strict=False)

    def named(self):
        for index, node in enumerate(self.nodes):
            if "name" in node:
                for key, value in self.layers[str(index)].state_dict(keep_vars=True).items():
                    yield f"{node['name']}.{key}", value

    def forward(self, x):
        values = []
        for index, node in enumerate(self.nodes):
            inputs = [values[i] for i in node["inputs"]]
            kind = node["kind"]
            if kind == "input":
                value = x
            elif str(index) in self.layers:
                value = self.layers[str(index)](inputs[0])
            elif kind == "relu":
                value = F.relu(inputs[0])
            elif kind == "relu6":
                value = F.relu6(inputs[0])
            elif kind == "add":
                value = inputs[0] + inputs[1]
            elif kind == "flatten":
                value = inputs[0].flatten(1)
            elif kind == "globalAvgPool":
                value = inputs[0].mean((2, 3))
            else:
                raise ValueError(kind)
            values.append(value)
        return values[-1]


class Vision(nn.Module):
    """torchvision's own network, with the notebook's head in place of its last layer."""

    def __init__(self, name, classes):
        super().__init__()
        import torchvision

        self.model = getattr(torchvision.models, name)(weights=None)
        last = "fc" if hasattr(self.model, "fc") else "classifier"
        features = [m for m in self.model.modules() if isinstance(m, nn.Linear)][-1].in_features
        head = nn.Sequential(nn.Linear(features, 512), nn.ReLU(), Masked(), nn.Linear(512, classes))
        setattr(self.model, last, head)

    def load(self, arrays):
        known = self.model.state_dict()
        missing = [k for k in known if k not in arrays and not k.endswith("num_batches_tracked")]
        assert not missing, missing
        self.model.load_state_dict({k: v for k, v in arrays.items() if k in known}, strict=False)

    def named(self):
        return self.model.state_dict(keep_vars=True).items()

    def forward(self, x):
        return self.model(x)


def factor_of(name) -> float:
    """The learning-rate factor of the longest dotted prefix that fits; 1 without one."""
    fitting = [r for r in case.get("rates", []) if f"{name}.".startswith(f"{r['prefix']}.") or not r["prefix"]]
    return max(fitting, key=lambda r: len(r["prefix"]))["factor"] if fitting else 1


def optimizer_of(learned):
    if "rates" not in case and "weightDecay" not in case:
        return torch.optim.Adam(learned.values(), lr=case["learningRate"])
    decay = case.get("weightDecay", 0)
    groups = [
        {"params": [v], "lr": case["learningRate"] * factor_of(n), "weight_decay": decay if v.dim() > 1 else 0}
        for n, v in learned.items()
    ]
    return torch.optim.AdamW(groups)


def loss_of(logits, y, weight):
    if "heads" not in case:
        return F.cross_entropy(logits, y, weight=weight)
    columns = logits.split(case["heads"], dim=1)
    labels = y.view(len(logits), -1).unbind(1)
    sums = [F.cross_entropy(c, l, ignore_index=-1, reduction="sum") for c, l in zip(columns, labels)]
    return sum(sums) / len(logits)


def answer(folder: Path, dtype) -> dict:
    """Loss, logits, gradients, weights after the steps, inference: in float32 or float64."""
    arrays = {name: value.to(dtype) for name, value in read_arrays(folder).items()}
    model = Traced(case["nodes"]) if "nodes" in case else Vision(case["network"], case["classes"])
    model.to(dtype).load(arrays)
    mean, std = (torch.tensor(case[k], dtype=dtype).view(1, 3, 1, 1) for k in ("mean", "std"))
    x = arrays["inputs"]
    if x.dim() == 4:
        x = (x.permute(0, 3, 1, 2) / 255 - mean) / std
    y = torch.tensor(case["labels"])
    weight = torch.tensor(case["classWeights"], dtype=dtype) if "classWeights" in case else None
    if "mixing" in case:
        shares = torch.tensor(case["mixing"]["shares"], dtype=dtype).view(-1, 1)
        own = F.one_hot(y, case["classes"]).to(dtype)
        y = shares * own + (1 - shares) * own[torch.tensor(case["mixing"]["partners"])]
    # The true gradient of a bias before a normalisation is zero; Adam would follow the rounding noise instead.
    for name, value in model.named():
        if value.requires_grad and factor_of(name) == 0:
            value.requires_grad = False
    learned = {n: v for n, v in model.named() if v.requires_grad and n not in case["idle"]}
    optimizer = optimizer_of(learned)
    masks = [m for m in model.modules() if isinstance(m, Masked)]
    answers = {}
    model.train()
    if case.get("frozenStatistics"):
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
    for step in range(1, case["steps"] + 1):
        for index, layer in enumerate(masks):
            layer.mask = arrays[f"mask{index}.{step}"]
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_of(logits, y, weight)
        loss.backward()
        if "maxGradientNorm" in case:
            torch.nn.utils.clip_grad_norm_(learned.values(), case["maxGradientNorm"])
        answers[f"loss.{step}"] = loss.detach().view(1)
        answers[f"logits.{step}"] = logits.detach()
        if step == 1:
            answers.update({f"gradient.{n}": v.grad.clone() for n, v in learned.items()})
        optimizer.step()
    model.eval()
    with torch.no_grad():
        answers["inference"] = model(x)
    for name, value in model.named():
        if not name.endswith("num_batches_tracked"):
            answers[f"after.{name}"] = value.detach()
    return answers


for folder in map(Path, sys.argv[1:]):
    case = json.loads((folder / "case.json").read_text())
    answers = {}
    for prefix, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        answers.update({f"{prefix}/{name}": value for name, value in answer(folder, dtype).items()})
    with open(folder / "out.bin", "wb") as out:
        for value in answers.values():
            out.write(value.contiguous().numpy().astype("<f4").tobytes())
    shapes = [[name, list(value.shape)] for name, value in answers.items()]
    (folder / "out.json").write_text(json.dumps({"arrays": shapes, "version": torch.__version__}))
