"""The notebook's manipulations by scikit-image.

usage: python3 augment.py < jobs, one JSON line each:
  {"kind", "input": PNG, "output": where to write raw uint8, ...parameters}
Noise is drawn with scikit-image's own generator, seeded by "seed".
"""

import json
import sys

import numpy
from skimage import filters, io, transform, util

for line in sys.stdin:
    job = json.loads(line)
    picture = io.imread(job["input"])
    kind = job["kind"]
    if kind == "rotation":
        result = transform.rotate(picture, job["degrees"], mode="wrap")
    elif kind == "turn":
        result = picture[::-1, ::-1]
    elif kind == "gaussian-blur":
        result = filters.gaussian(picture, sigma=job["sigma"], channel_axis=-1)
    elif kind == "salt-and-pepper":
        result = util.random_noise(picture, mode="s&p", amount=job["amount"], seed=job["seed"])
    elif kind == "gaussian-noise":
        result = util.random_noise(picture, var=job["variance"], seed=job["seed"])
    else:
        raise ValueError(kind)
    if result.dtype != numpy.uint8:
        result = numpy.rint(result * 255).astype(numpy.uint8)
    result.tofile(job["output"])
