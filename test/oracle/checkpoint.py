"""Loads a catDogNet checkpoint of Pupil's into PyTorch, by its plain names, and classifies pixels with it.

usage: python3 checkpoint.py REQUEST.json -> JSON: probabilities, one list a picture
request: {"checkpoint": path, "classes": n, "size": pixels a side, "mean": [3], "std": [3],
          "pixels": path of [n, size, size, 3] uint8}
"""

import json
import struct
import sys

import numpy
import torch
from torch import nn


class CatDogNet(nn.Module):
    def __init__(self, classes, size):
        super().__init__()
        channels = 3
        for index, out in enumerate([64, 128, 256, 512], 1):
            setattr(self, f"conv{index}", nn.Conv2d(channels, out, 3, padding=1))
            setattr(self, f"bn{index}", nn.BatchNorm2d(out))
            channels = out
        self.fc1 = nn.Linear(512 * (size // 16) ** 2, 1024)
        self.fc2 = nn.Linear(1024, classes)

    def forward(self, x):
        for index in range(1, 5):
            x = getattr(self, f"bn{index}")(getattr(self, f"conv{index}")(x))
            x = torch.max_pool2d(torch.relu(x), 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        head = json.loads(file.read(length))
        data = bytearray(file.read())
    head.pop("__metadata__")
    arrays = {}
    for name, entry in head.items():
        start, end = entry["data_offsets"]
        array = torch.frombuffer(data, dtype=torch.float32, offset=start, count=(end - start) // 4)
        arrays[name] = array.reshape(entry["shape"])
    return arrays


with open(sys.argv[1]) as file:
    request = json.load(file)
size = request["size"]
network = CatDogNet(request["classes"], size)
network.load_state_dict(read_safetensors(request["checkpoint"]), strict=True)
network.eval()
pixels = numpy.fromfile(request["pixels"], dtype=numpy.uint8).reshape(-1, size, size, 3)
mean = torch.tensor(request["mean"]).view(3, 1, 1)
std = torch.tensor(request["std"]).view(3, 1, 1)
x = (torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255 - mean) / std
with torch.no_grad():
    print(json.dumps(torch.softmax(network(x), dim=1).tolist()))
