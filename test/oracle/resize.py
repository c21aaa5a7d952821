"""Pictures stretched to a square as Pillow, and so torchvision's Resize, does.

usage: python3 resize.py < jobs, one JSON line each: {"input": PNG, "size", "output": raw uint8}
"""

import json
import sys

from PIL import Image

for line in sys.stdin:
    job = json.loads(line)
    size = job["size"]
    picture = Image.open(job["input"]).convert("RGB").resize((size, size), Image.BILINEAR)
    with open(job["output"], "wb") as file:
        file.write(picture.tobytes())
