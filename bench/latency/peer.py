"""PyTorch's side of the latency benchmark: a process that keeps a network warm and classifies one picture when told to.

usage: peer.py serve NETWORK SIZE THREADS [channels_last]   lines on stdin "PICTURE DRAFT COUNT" -> JSON lines
       peer.py draw FILE WIDTH HEIGHT                       draws the picture: shapes with a camera's grain
"""
import json
import sys
import time
from pathlib import Path

from PIL import Image


def draw(file: str, width: int, height: int) -> None:
    import numpy as np

    random = np.random.default_rng(27)
    coarse = Image.fromarray(random.integers(0, 256, (24, 32, 3), dtype=np.uint8))
    smooth = np.asarray(coarse.resize((width, height), Image.BICUBIC), dtype=np.float32)
    grain = random.normal(0, 6, (height, width, 1)).astype(np.float32)
    Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8)).save(file, quality=90)


def memory() -> float:
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmRSS"].split()[0]) * 1024 / 1e6


def serve(network: str, size: int, threads: int, channels_last: bool) -> None:
    import torch
    import torchvision.transforms.functional as F

    sys.path.append(str(Path(__file__).parents[1]))
    from networks import build

    torch.set_num_threads(threads)
    torch.manual_seed(27)
    layout = torch.channels_last if channels_last else torch.contiguous_format
    model = build(network, size, 2).eval().to(memory_format=layout)

    def classify(picture: str, draft: bool) -> float:
        start = time.perf_counter()
        image = Image.open(picture)
        if draft:  # libjpeg decodes at a fraction of the size
            image.draft("RGB", (size, size))
        image = image.convert("RGB").resize((size, size), Image.BILINEAR)
        x = F.normalize(F.to_tensor(image), (0.48, 0.45, 0.4), (0.23, 0.22, 0.23))[None]
        model(x.to(memory_format=layout)).softmax(1).argmax().item()
        return time.perf_counter() - start

    with torch.inference_mode():
        for line in sys.stdin:
            picture, draft, count = line.rstrip("\n").rsplit(" ", 2)
            seconds = [classify(picture, draft == "draft") for _ in range(int(count))]
            answer = {"seconds": seconds, "memory": memory(), "version": torch.__version__}
            print(json.dumps(answer), flush=True)


if sys.argv[1] == "draw":
    draw(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    serve(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), "channels_last" in sys.argv[5:])
