"""PyTorch's side of the train-step benchmark: times whole training steps of one network and prints JSON.

usage: peer.py NETWORK BATCH SIZE STEPS THREADS [channels_last]
"""
import json
import resource
import sys
import time

import torch
from torch import nn

network, batch, size, steps, threads = sys.argv[1], *map(int, sys.argv[2:6])
channels_last = "channels_last" in sys.argv[6:]
torch.set_num_threads(threads)
torch.manual_seed(27)


def cat_dog_net(classes: int) -> nn.Module:
    layers, channels = [], 3
    for out in (64, 128, 256, 512):
        layers += [nn.Conv2d(channels, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(), nn.MaxPool2d(2)]
        channels = out
    features = 512 * (size // 16) ** 2
    head = [nn.Flatten(), nn.Linear(features, 1024), nn.ReLU(), nn.Dropout(0.5), nn.Linear(1024, classes)]
    return nn.Sequential(*layers, *head)


def resnet(name: str, classes: int) -> nn.Module:
    import torchvision

    model = getattr(torchvision.models, name)(weights=None)
    model.fc = nn.Sequential(
        nn.Linear(model.fc.in_features, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, classes)
    )
    return model


model = (cat_dog_net if network == "catDogNet" else lambda classes: resnet(network, classes))(2)
layout = torch.channels_last if channels_last else torch.contiguous_format
model = model.to(memory_format=layout)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
loss_function = nn.CrossEntropyLoss()
x = torch.randn(batch, 3, size, size).to(memory_format=layout)
y = torch.randint(0, 2, (batch,))
seconds = []
for _ in range(steps + 1):  # the first warms up
    start = time.perf_counter()
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    loss.item()
    seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds[1:], "peakMiB": peak, "version": torch.__version__}))
