"""Stands in for Python's onnxruntime where there is none: the example runs as it is, on Node's ONNX Runtime.

PUPIL_METADATA has the model's metadata as JSON: neither Node's runtime nor plain Python can read it.
"""
import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np


class InferenceSession:
    def __init__(self, path):
        self.path = path

    def get_modelmeta(self):
        return SimpleNamespace(custom_metadata_map=json.loads(os.environ["PUPIL_METADATA"]))

    def run(self, names, feeds):
        inputs = feeds["inputs"]
        assert inputs.dtype == np.uint8
        script = Path(__file__).with_name("run.mjs")
        command = [os.environ["PUPIL_NODE"], str(script), self.path, json.dumps(inputs.shape), *names]
        done = subprocess.run(command, input=inputs.tobytes(), capture_output=True, check=True)
        return [np.array(values, dtype=np.float32)[None] for values in json.loads(done.stdout)]
