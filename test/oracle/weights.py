"""Writes weights of torchvision's networks as PyTorch does, with what a reader must find in them.

usage: python3 weights.py FOLDER -> JSON: [{"file", "network", "arrays": {name: [shape, SHA-256 of float32 bytes]},
    "close": {name: path of float32 bytes}}]; `arrays` by the file's own names, `close` by the network's
"""

import contextlib
import hashlib
import io
import json
import struct
import sys
import warnings

import numpy
import torch
import torchvision

warnings.filterwarnings("ignore")
folder = sys.argv[1]
NETWORKS = {"resnet34": "resnet34", "resnet50": "resnet50", "mobilenet_v2": "mobileNetV2"}
answers = []


def digests(state):
    found = {}
    for name, tensor in state.items():
        if isinstance(tensor, torch.Tensor) and tensor.is_floating_point():
            data = tensor.detach().float().contiguous().numpy().astype("<f4").tobytes()
            found[name] = [list(tensor.shape), hashlib.sha256(data).hexdigest()]
    return found


def say(file, network, arrays=None, close=None):
    answers.append({"file": file, "network": network, "arrays": arrays or {}, "close": close or {}})


def random_model(name):
    model = getattr(torchvision.models, name)(num_classes=7)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 2)
            module.bias.data.uniform_(-1, 1)
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
    return model.eval()


def write_safetensors(path, state):
    """By the format's own description: length of the head, head, bytes."""
    kinds = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}
    head, chunks, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in state.items():
        data = tensor.detach().contiguous().numpy().tobytes()
        entry = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape)}
        head[name] = {**entry, "data_offsets": [at, at + len(data)]}
        chunks.append(data)
        at += len(data)
    text = json.dumps(head).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def save(name, suffix, network, value, arrays, **options):
    path = f"{folder}/{name}{suffix}"
    torch.save(value, path, **options)
    say(path, network, digests(arrays))


def fused(model):
    """What folding makes of each convolution and the normalisation after it, as torch.fx fuses them."""
    modules = dict(model.named_modules())
    close = {}
    names = [name for name, module in modules.items() if isinstance(module, torch.nn.Conv2d)]
    norms = [name for name, module in modules.items() if isinstance(module, torch.nn.BatchNorm2d)]
    for conv, norm in zip(names, norms):
        both = torch.nn.utils.fusion.fuse_conv_bn_eval(modules[conv], modules[norm])
        for key, tensor in ((f"{conv}.weight", both.weight), (f"{norm}.bias", both.bias)):
            path = f"{folder}/{key}.bin"
            tensor.detach().numpy().astype("<f4").tofile(path)
            close[key] = path
    return close


torch.manual_seed(27)
for name, network in NETWORKS.items():
    model = random_model(name)
    state = model.state_dict()
    save(name, ".pth", network, state, state)
    write_safetensors(f"{folder}/{name}.safetensors", state)
    say(f"{folder}/{name}.safetensors", network, digests(state))
    if name != "mobilenet_v2":
        continue
    save(name, "-legacy.pth", network, state, state, _use_new_zipfile_serialization=False)
    save(name, "-protocol4.pth", network, state, state, pickle_protocol=4)
    halves = {f"module.{key}": tensor.half() for key, tensor in state.items()}
    checkpoint = {"epoch": 3, "best": 0.7, "state_dict": halves, "names": ["a", None, True]}
    save(name, "-checkpoint.pth", network, checkpoint, halves)
    brains = {key: t.bfloat16() if t.is_floating_point() else t for key, t in state.items()}
    save(name, "-bfloat16.pth", network, brains, brains)
    doubles = {key: t.double() if t.is_floating_point() else t for key, t in state.items()}
    save(name, "-double.pth", network, doubles, doubles)
    # every array a view: strided as channels last, or cut out of one storage that all share
    last = {k: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t for k, t in state.items()}
    save(name, "-strided.pth", network, last, last)
    floats = {key: tensor for key, tensor in state.items() if tensor.is_floating_point()}
    whole = torch.cat([tensor.flatten() for tensor in floats.values()])
    shared, at = {}, 0
    for key, tensor in floats.items():
        shared[key] = whole[at : at + tensor.numel()].view(tensor.shape)
        at += tensor.numel()
    save(name, "-shared.pth", network, shared, shared)
    save(name, "-shared-legacy.pth", network, shared, shared, _use_new_zipfile_serialization=False)
    parameters = {key: torch.nn.Parameter(tensor) for key, tensor in floats.items()}
    save(name, "-parameters.pth", network, parameters, parameters)

with contextlib.redirect_stdout(io.StringIO()):
    for name in ("resnet50", "mobilenet_v2"):
        model = random_model(name)
        picture = torch.zeros(1, 3, 64, 64)
        path = f"{folder}/{name}.onnx"
        torch.onnx.export(model, picture, path)
        say(path, NETWORKS[name], close=fused(model))
        path = f"{folder}/{name}-named.onnx"
        mode = torch.onnx.TrainingMode.TRAINING
        torch.onnx.export(model, picture, path, training=mode, do_constant_folding=False)
        say(path, NETWORKS[name], digests(model.state_dict()))

print(json.dumps(answers))
