"""Channel means and standard deviations as the notebook takes them, one JSON line a picture.

usage: python3 statistics.py < paths, one a line
"""

import json
import sys
import warnings

import numpy
from skimage import io

warnings.simplefilter("ignore")
for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        picture = io.imread(path)
    except Exception:  # the notebook's except, too: an unreadable picture is left out
        print(json.dumps(None), flush=True)
        continue
    if picture.ndim == 4:  # the frames of a GIF
        picture = picture[0]
    if picture.ndim == 2:
        picture = numpy.stack([picture] * 3, axis=-1)
    pixels = picture[:, :, :3] / 255
    mean = pixels.mean(axis=(0, 1)).tolist()
    std = pixels.std(axis=(0, 1)).tolist()
    print(json.dumps({"mean": mean, "std": std}), flush=True)
