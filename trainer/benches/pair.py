"""Draws one pair with `trainer bench --pair`, onnxruntime and PyTorch in turn, on the same graph and weights.

    python pair.py --trainer target/release/trainer --weights weights [--runs 5] [--peers onnxruntime,pytorch]

The ratio is our time over the peer's, so that below 1 ours is faster: the median over the runs, and the least and most.
Each run compares medians of the timed repeats. The difference is the largest between the peer's pixels (-1 to 1) and ours.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def run(command, **environment):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    if done.returncode:
        sys.exit(f"failed with code {done.returncode}: {' '.join(map(str, command))}")
    return done.stdout


def of_trainer(text):
    figures = json.loads(text)
    return {**figures, **figures["graph"], "largest_difference": 0.0}


def row(name, figures, ours):
    times = [1e3 * it["median_seconds"] for it in figures]
    ratios = [mine["median_seconds"] / it["median_seconds"] for mine, it in zip(ours, figures)]
    memory = max(it["peak_memory_mb"] for it in figures)
    load = statistics.median(it["load_seconds"] for it in figures)
    difference = max(it["largest_difference"] for it in figures)
    return (
        f"{name:<28} {statistics.median(times):>8.1f} {min(times):>8.1f} {max(times):>8.1f} {statistics.median(ratios):>7.2f} "
        f"{min(ratios):>6.2f} {max(ratios):>6.2f} {load:>7.2f} {memory:>8.0f} {difference:>11.1e}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainer", required=True, help="a release build of the trainer")
    parser.add_argument("--weights", required=True, help="folder of the bundle")
    parser.add_argument("--runs", type=int, default=5, help="runs of each")
    parser.add_argument("--threads", type=int, default=2, help="of each")
    parser.add_argument("--steps", type=int, default=20, help="timed repeats in a run")
    parser.add_argument("--warmup", type=int, default=5, help="repeats before them")
    parser.add_argument("--peers", default="onnxruntime,pytorch")
    parser.add_argument("--out", help="file for the figures of all runs, as JSON")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs is at least 1")
    repeats = ["--steps", str(options.steps), "--warmup", str(options.warmup)]
    programs = ["trainer", *options.peers.split(",")]
    all_figures = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        graph = pathlib.Path(folder) / "onnx"
        run([options.trainer, "export", options.weights, "--format", "onnx", "--out", graph])
        bench = [options.trainer, "bench", "--pair", options.weights, "--json", *repeats]
        for at in range(options.runs):
            print(f"run {at + 1} of {options.runs}", file=sys.stderr)
            # Each is now first, now last: a processor is slower or faster by what went before.
            for name in programs[at % len(programs) :] + programs[: at % len(programs)]:
                if name == "trainer":
                    figures = of_trainer(run(bench, RAYON_NUM_THREADS=str(options.threads)))
                else:
                    peer = [sys.executable, HERE / "peers.py", name, graph, "--threads", str(options.threads), *repeats]
                    figures = json.loads(run(peer))
                all_figures[name].append(figures)
    if options.out:
        pathlib.Path(options.out).write_text(json.dumps(all_figures))
    ours = all_figures["trainer"]
    print(f"a pair up to {ours[0]['size']} px of {ours[0]['weights']}, {options.threads} threads, {options.runs} runs")
    print(
        f"{'':<28} {'ms':>8} {'least':>8} {'most':>8} {'ratio':>7} {'least':>6} {'most':>6} {'load s':>7} "
        f"{'peak MB':>8} {'difference':>11}"
    )
    for name in programs:
        print(row(all_figures[name][0]["program"], all_figures[name], ours))
    report = statistics.median(1e3 * it["report"]["median_seconds"] for it in ours)
    print(f"from the report's text to developed films ours takes {report:.1f} ms")


if __name__ == "__main__":
    main()
