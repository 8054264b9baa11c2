"""Draws the example pair of `trainer export --format onnx` with another program, timed as `trainer bench --pair` does.

    python peers.py onnxruntime FOLDER [--threads 2] [--steps 20] [--warmup 5] > figures.json
    python peers.py pytorch FOLDER

Compares its images with the example's, too.
"""

import argparse
import json
import pathlib
import statistics
import sys
import time

import numpy as np
from safetensors.numpy import load_file


def peak_megabytes():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith("VmHWM:"))


def onnxruntime_(folder, threads):
    """Version, and a function from inputs to images by name."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    names = [it.name for it in session.get_outputs()]
    takes = {it.name for it in session.get_inputs()}

    def draw(arrays):
        given = {name: value for name, value in arrays.items() if name in takes}
        return dict(zip(names, session.run(names, given)))

    return f"onnxruntime {onnxruntime.__version__}", draw


def pytorch(folder, threads):
    import torch

    from templates import Cascades

    torch.set_num_threads(threads)
    network = Cascades(folder / "model.onnx")

    def draw(arrays):
        with torch.inference_mode():
            inputs = {name: torch.from_numpy(value) for name, value in arrays.items()}
            return {name: image.numpy() for name, image in network(inputs).items()}

    return f"PyTorch {torch.__version__} eager", draw


PEERS = {"onnxruntime": onnxruntime_, "pytorch": pytorch}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("folder", type=pathlib.Path, help="what `trainer export --format onnx` wrote")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=5)
    options = parser.parse_args()
    arrays = load_file(options.folder / "example.safetensors")
    clock = time.perf_counter()
    program, draw = PEERS[options.peer](options.folder, options.threads)
    load = time.perf_counter() - clock
    images = draw(arrays)
    largest = max(float(np.abs(image - arrays[name]).max()) for name, image in images.items())
    seconds = []
    for step in range(options.warmup + options.steps):
        clock = time.perf_counter()
        draw(arrays)
        if step >= options.warmup:
            seconds.append(time.perf_counter() - clock)
    json.dump(
        {
            "program": program,
            "device": f"CPU, {options.threads} threads",
            "load_seconds": load,
            "seconds": seconds,
            "median_seconds": statistics.median(seconds),
            "peak_memory_mb": peak_megabytes(),
            "largest_difference": largest,
        },
        sys.stdout,
        indent=2,
    )
    print()


if __name__ == "__main__":
    main()
