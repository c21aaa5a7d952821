"""The notebook's own path, scikit-image's imread to imsave, timed stage by stage.

usage: python3 notebook.py STAGE < lines; one line for each piece of work. Prints {"seconds",
"pictures"} when all is done; loading the libraries does not count.
  scan      a path: reads the picture, takes its size, hash, channel means and deviations
  mean      a path: reads the picture, takes channel means and deviations
  cache     a path: reads the picture and resizes it to 128 x 128, antialiased, uint8
  augment   JSON {"source", "manipulations", "output"}: reads, manipulates, saves
"""

import hashlib
import json
import logging
import sys
import time
import warnings

import numpy
from skimage import filters, io, transform, util

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)


def rgb(path):
    picture = io.imread(path)
    if picture.ndim == 4:
        picture = picture[0]
    if picture.ndim == 2:
        picture = numpy.stack([picture] * 3, axis=-1)
    return picture[:, :, :3]


def mean(path):
    pixels = rgb(path) / 255
    return pixels.mean(axis=(0, 1)), pixels.std(axis=(0, 1))


def scan(path):
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    picture = rgb(path)
    pixels = picture / 255
    return digest, picture.shape, pixels.mean(axis=(0, 1)), pixels.std(axis=(0, 1))


def cache(path):
    small = transform.resize(rgb(path), (128, 128), anti_aliasing=True)
    return util.img_as_ubyte(small)


MANIPULATIONS = {
    "rotation": lambda picture, m: transform.rotate(picture, m["degrees"], mode="wrap"),
    "salt-and-pepper": lambda picture, m: util.random_noise(picture, "s&p", amount=m["amount"]),
    "gaussian-noise": lambda picture, m: util.random_noise(picture, var=m["variance"]),
    "turn": lambda picture, m: picture[::-1, ::-1],
    "gaussian-blur": lambda picture, m: filters.gaussian(
        picture, sigma=m["sigma"], channel_axis=-1
    ),
}


def augment(line):
    job = json.loads(line)
    picture = rgb(job["source"])
    for manipulation in job["manipulations"]:
        picture = MANIPULATIONS[manipulation["kind"]](picture, manipulation)
    io.imsave(job["output"], picture)


stage = {"scan": scan, "mean": mean, "cache": cache, "augment": augment}[sys.argv[1]]
lines = sys.stdin.read().splitlines()
start = time.perf_counter()
done = 0
for line in lines:
    try:
        stage(line)
        done += 1
    except Exception:  # the notebook's except, too: an unreadable picture is left out
        pass
print(json.dumps({"seconds": time.perf_counter() - start, "pictures": done}), flush=True)
