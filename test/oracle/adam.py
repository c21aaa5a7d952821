"""Updates three parameters by given gradients with torch.optim.AdamW and prints them after each step.

usage: python3 adam.py < REQUEST.json -> JSON: for each step, for each parameter, its numbers
request: {"learningRate": r, "maxNorm": n or null, "steps": n, "parameters":
          [{"start": [..], "gradients": [[..] a step], "factor": f, "decay": d}]}
"""

import json
import sys

import torch

request = json.load(sys.stdin)
parameters = request["parameters"]
tensors = [torch.nn.Parameter(torch.tensor(p["start"])) for p in parameters]
groups = [
    {"params": [tensor], "lr": request["learningRate"] * p["factor"], "weight_decay": p["decay"]}
    for tensor, p in zip(tensors, parameters)
]
optimizer = torch.optim.AdamW(groups)
after = []
for step in range(request["steps"]):
    for tensor, p in zip(tensors, parameters):
        tensor.grad = torch.tensor(p["gradients"][step])
    if request["maxNorm"] is not None:
        torch.nn.utils.clip_grad_norm_(tensors, request["maxNorm"])
    optimizer.step()
    after.append([tensor.tolist() for tensor in tensors])
print(json.dumps(after))
