# Learning rates of PyTorch's own schedulers, step by step.
import json, sys
import torch
from torch.optim import lr_scheduler as schedulers

request = json.load(sys.stdin)
answer = {}
for name, steps, rate in request:
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=rate)
    if name == "cosine":
        scheduler = schedulers.CosineAnnealingLR(optimizer, T_max=steps)
    else:
        scheduler = schedulers.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    answer[f"{name} {steps}"] = rates
json.dump(answer, sys.stdout)
