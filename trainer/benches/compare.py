"""Runs `trainer bench` and PyTorch in turn and prints how the speeds compare.

    python compare.py --trainer target/release/trainer [--runs 3] [--device cpu] -- --preset compact --size 64

What follows `--` goes to `trainer bench`. The ratio is our images a second over PyTorch's: the median over the runs,
and the least and most. Each run compares medians of the timed repeats.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"failed with code {done.returncode}: {' '.join(map(str, command))}")
    return done.stdout


def steps(figures):
    """(size, batch, step) -> timing."""
    return {
        (scale["size"], scale["batch"], name): timing
        for scale in figures["scales"]
        for name, timing in scale["steps"].items()
    }


def table(pairs):
    yield (
        f"{'px':>4} {'batch':>5} {'step':<14} {'ours/s':>9} {'torch/s':>9} "
        f"{'ratio':>6} {'least':>6} {'most':>6} {'ours MB':>8} {'torch MB':>8}"
    )
    runs = [(steps(ours), steps(theirs)) for ours, theirs in pairs]
    for key in runs[0][0]:
        both = [(ours[key], theirs[key]) for ours, theirs in runs]
        rates = [[it["images_per_second"][0] for it in pair] for pair in both]
        ratios = [ours / theirs for ours, theirs in rates]
        ours, theirs = (statistics.median(rate[side] for rate in rates) for side in (0, 1))
        on_device = both[0][0]["device_memory_mb"] is not None and both[0][1]["device_memory_mb"] is not None
        memory = "device_memory_mb" if on_device else "peak_memory_mb"
        peaks = [max(pair[side][memory] for pair in both) for side in (0, 1)]
        size, batch, name = key
        yield (
            f"{size:>4} {batch:>5} {name:<14} {ours:>9.2f} {theirs:>9.2f} {statistics.median(ratios):>6.2f} "
            f"{min(ratios):>6.2f} {max(ratios):>6.2f} {peaks[0]:>8.0f} {peaks[1]:>8.0f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainer", required=True, help="a release build of the trainer")
    parser.add_argument("--runs", type=int, default=3, help="runs of each")
    parser.add_argument("--device", choices=["cpu", "gpu", "cuda"], default="cpu", help="of the trainer")
    parser.add_argument("--torch-device", choices=["cpu", "cuda"], help="of PyTorch; by default the trainer's kind")
    parser.add_argument("--out", help="file for the figures of all runs, as JSON")
    parser.add_argument("bench", nargs="*", help="options of `trainer bench`, after --")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs is at least 1")
    torch_device = options.torch_device or ("cpu" if options.device == "cpu" else "cuda")
    bench = [options.trainer, "bench", "--device", options.device, *options.bench]

    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        plan = pathlib.Path(folder) / "plan.json"
        plan.write_text(run([*bench, "--describe"]))
        rival = [sys.executable, HERE / "pytorch.py", plan, "--device", torch_device]
        run([*rival, "--count-only"])
        for at in range(options.runs):
            print(f"run {at + 1} of {options.runs}", file=sys.stderr)
            # The second of a pair finds a warmer processor, so take turns.
            order = [[*bench, "--json"], rival]
            first, second = (json.loads(run(command)) for command in order[:: 1 if at % 2 == 0 else -1])
            pairs.append((first, second) if at % 2 == 0 else (second, first))
    if options.out:
        pathlib.Path(options.out).write_text(json.dumps(pairs))
    for figures in pairs[0]:
        print(f"{figures['program']} on {figures['device']}")
    print("\n".join(table(pairs)))


if __name__ == "__main__":
    main()
