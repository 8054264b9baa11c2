"""The steps of `trainer bench` in PyTorch, timed in the same way.

    trainer bench --preset compact --describe > plan.json
    python pytorch.py plan.json [--device cpu|cuda] > figures.json

Every number comes from the plan: settings, widths, batches, threads, shape of the reports.
"""

import argparse
import json
import platform
import sys
import time

import torch

from networks import ConsistencyNetwork, Critic, Generator, count
from steps import Training


class Peak:
    """Largest memory of process and device from its beginning on, in MB."""

    def __init__(self, device):
        self.device = device
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats()
        try:
            # Linux: 5 resets the peak of the resident set.
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
        except OSError:
            pass

    def megabytes(self):
        try:
            with open("/proc/self/status") as file:
                line = next(line for line in file if line.startswith("VmHWM:"))
            return int(line.split()[1]) * 1024 / 1e6
        except (OSError, StopIteration):
            import resource

            unit = 1 if platform.system() == "Darwin" else 1024
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6

    def device_megabytes(self):
        return torch.cuda.max_memory_reserved() / 1e6 if self.device.type == "cuda" else None


def sync(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def timed(device, work):
    """Result and (seconds, memory, device memory)."""
    sync(device)
    peak = Peak(device)
    clock = time.perf_counter()
    result = work()
    sync(device)
    seconds = time.perf_counter() - clock
    return result, (seconds, peak.megabytes(), peak.device_megabytes())


def together(a, b):
    device = None if a[2] is None else max(a[2], b[2])
    return a[0] + b[0], max(a[1], b[1]), device


def timing(samples, batch):
    seconds = [sample[0] for sample in samples]
    ordered = sorted(seconds)
    n = len(ordered)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return {
        "seconds": seconds,
        "median_seconds": median,
        "images_per_second": [batch / median, batch / ordered[-1], batch / ordered[0]],
        "peak_memory_mb": max(sample[1] for sample in samples),
        "device_memory_mb": None if samples[0][2] is None else max(sample[2] for sample in samples),
    }


def measure(plan, scale, device):
    """All steps of one scale, by name."""
    settings, batch = plan["settings"], scale["batch"]
    training = Training(plan, scale, device)
    warmup, steps = plan["repeats"]["warmup"], plan["repeats"]["steps"]
    every = 0 if settings["penalty"] == "none" else settings["penalty_every"]
    samples = {}

    def keep(repeat, name, sample):
        if repeat >= warmup:
            samples.setdefault(name, []).append(sample)

    for repeat in range(warmup + steps):
        keep(repeat, "consistency", timed(device, training.consistency_step)[1])
    training.begin()
    for repeat in range(warmup + steps):
        drawn, drawing = timed(device, training.draw)
        critics, most = 0.0, drawing
        for name, penalised in (("critic", False), ("critic_penalty", True)):
            share = 1 / every if every else 0.0
            share = share if penalised else 1 - share
            if share == 0:
                continue
            _, sample = timed(device, lambda: training.critic_step(drawn, penalised))
            keep(repeat, name, sample)
            critics, most = critics + share * sample[0], together(most, sample)
        _, update = timed(device, lambda: training.generator_step(drawn))
        generator = together(drawing, update)
        keep(repeat, "generator", generator)
        keep(repeat, "game", (critics + generator[0], *together(most, update)[1:]))
    return {name: timing(list_, batch) for name, list_ in samples.items()}


def parameters(plan):
    """Trainable parameters, counted as `trainer bench` counts them."""
    settings, model = plan["settings"], plan["model"]
    critics = []
    size, scale = 32, 0
    while size <= model["size"]:
        critics.append(count(Critic(scale, settings["critic"], model["code"], settings["critic_norm"])))
        size, scale = size * 2, scale + 1
    return {
        "generator": count(Generator(model)),
        "consistency": count(ConsistencyNetwork(model["consistency"])),
        "critic": critics,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan", help="JSON that `trainer bench --json` or `--describe` printed")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--count-only", action="store_true", help="compare parameter counts and stop")
    options = parser.parse_args()
    with open(options.plan) as file:
        plan = json.load(file)
    counted = parameters(plan)
    if counted != plan["parameters"]:
        sys.exit(f"parameter counts differ: PyTorch {counted}, plan {plan['parameters']}")
    print(f"parameter counts agree: {counted}", file=sys.stderr)
    if options.count_only:
        return
    torch.set_num_threads(plan["threads"])
    device = torch.device(options.device)
    scales = [{**scale, "steps": measure(plan, scale, device)} for scale in plan["scales"]]
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    figures = {**plan, "program": f"PyTorch {torch.__version__}", "device": name, "scales": scales}
    json.dump(figures, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
