"""PyTorch's side of the train-step benchmark: times whole training steps of one network and prints JSON.

usage: peer.py NETWORK BATCH SIZE STEPS THREADS [channels_last]
"""
import json
import resource
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.append(str(Path(__file__).parents[1]))
from networks import build

network, batch, size, steps, threads = sys.argv[1], *map(int, sys.argv[2:6])
channels_last = "channels_last" in sys.argv[6:]
torch.set_num_threads(threads)
torch.manual_seed(27)


model = build(network, size, 2)
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
