"""PyTorch's side of the feature benchmark: times a backbone in use and prints JSON.

usage: peer.py NETWORK BATCH SIZE CALLS THREADS [channels_last]
"""
import json
import sys
import time

import torch
import torchvision

name, batch, size, calls, threads = sys.argv[1], *map(int, sys.argv[2:6])
torch.set_num_threads(threads)
torch.manual_seed(27)
layout = torch.channels_last if "channels_last" in sys.argv[6:] else torch.contiguous_format
model = getattr(torchvision.models, {"mobileNetV2": "mobilenet_v2"}.get(name, name))(weights=None)
if hasattr(model, "fc"):
    model.fc = torch.nn.Identity()
else:
    model.classifier = torch.nn.Identity()
model = model.eval().to(memory_format=layout)
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
pixels = torch.randint(0, 256, (batch, 3, size, size), dtype=torch.uint8)
seconds = []
with torch.inference_mode():
    for _ in range(calls + 1):  # the first warms up
        start = time.perf_counter()
        model(((pixels / 255 - mean) / std).to(memory_format=layout))
        seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": seconds[1:], "version": torch.__version__}))
