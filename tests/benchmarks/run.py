"""Measure nnkit against its peers: ``python tests/benchmarks/run.py``.

The peers are installed into an environment of the benchmark only (.nnkit/bench), where this
script starts itself again. Printed is the CPU time of a step as the median over rounds, in which
the peers take turns after a warm-up; the ratios are ratios of these medians. The table also goes
to .nnkit/bench/table.md and its picture to .nnkit/bench/table.png.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".nnkit" / "bench"
PACKAGES = ["numpy", "matplotlib", "torch==2.13.0", "scikit-learn", "jax"]
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure nnkit against its peers.")
    parser.add_argument("--rounds", type=int, default=15, help="rounds to take the median of")
    parser.add_argument("--only", default="abcde", help="letters of the workloads")
    parser.add_argument("--here", action="store_true", help="use this Python and what it has")
    options = parser.parse_args()
    if not options.here:
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
        arguments = [str(python_of_the_benchmark()), __file__, *sys.argv[1:], "--here"]
        return subprocess.run(arguments, env=environment, check=False).returncode
    rows = measure(options.rounds, options.only)
    text = f"{machine()}\n\n{table(rows)}\n\n{others()}\n"
    print(text)
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "table.md").write_text(text)
    draw(rows, HOME / "table.png")
    return 0


def python_of_the_benchmark() -> Path:
    """Create the environment if it is not there; a peer that cannot be installed is left out."""
    python = HOME / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
    done = HOME / "installed.txt"
    if not done.exists() or done.read_text().split() != PACKAGES:
        for package in PACKAGES:
            print(f"installing {package}", flush=True)
            command = [str(python), "-m", "pip", "install", "-q", package]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                print(f"{package} could not be installed and is left out")
        done.write_text("\n".join(PACKAGES))
    return python


def measure(rounds: int, letters: str) -> list[dict[str, object]]:
    """CPU time of a step, in microseconds, for every workload and peer."""
    from workloads import WORKLOADS, available, same_mathematics

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = []
    for w in WORKLOADS:
        if w.letter not in letters:
            continue
        gap = same_mathematics(w)
        if gap > 1e-9:
            raise SystemExit(f"workload {w.letter}: the peers differ by {gap:.1e} after one step")
        made = {name: make(w) for name, make in available().items()}
        runs = {name: run for name, run in made.items() if run is not None}
        times: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(rounds + 2):
            for name, run in runs.items():
                start = time.process_time()
                run()
                if number >= 2:
                    times[name].append((time.process_time() - start) / w.steps * 1e6)
        medians = {name: statistics.median(values) for name, values in times.items()}
        rows.append({"workload": w, "times": medians})
        print(f"{w.letter} measured", file=sys.stderr, flush=True)
    return rows


def table(rows: list[dict[str, object]]) -> str:
    from workloads import PEERS

    lines = [
        "| workload | " + " | ".join(f"{n}, µs" for n in PEERS) + " | torch / nnkit (goal, aim) "
        "| nnkit / products (goal, aim) | jax / nnkit (goal, aim) | whole epoch of jax / nnkit |",
        "|---" * (len(PEERS) + 5) + "|",
    ]
    for row in rows:
        w, t = row["workload"], row["times"]
        cells = [f"{t[n]:.1f}" if n in t else "–" for n in PEERS]
        for name in ("torch", "products", "jax", "jax, whole epoch"):
            if name not in t:
                cells.append("–")
                continue
            ratio = t["nnkit"] / t[name] if name == "products" else t[name] / t["nnkit"]
            goal = w.goals.get(name)
            cells.append(f"{ratio:.2f}" + (f" ({goal[0]:g}, {goal[1]:g})" if goal else ""))
        lines.append(f"| {w.letter}: {w.title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


IMPORT = "import time, numpy; t = time.process_time(); import nnkit; print(time.process_time() - t)"
MEMORY = """
import numpy as np, nnkit
X = np.random.default_rng(0).integers(0, 256, (60_000, 784), dtype=np.uint8)
labels = np.arange(60_000) % 10
nnkit.MLP([784, 16, 16, 10]).fit(X, labels, epochs=1, batch_size=100)
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(peak / 1024 - X.nbytes / 2**20)
"""


def others() -> str:
    """Import time and peak memory, each in processes of their own."""

    def run(code: str) -> float:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True
        )
        return float(done.stdout)

    added = statistics.median(run(IMPORT) for _ in range(9)) * 1000
    text = f"`import nnkit` adds {added:.1f} ms of CPU time to `import numpy` (at most 15)."
    if Path("/proc/self/status").exists():
        text += (
            f"\nTraining on 60,000 uint8 images: peak memory {run(MEMORY):.0f} MB over the images "
            "(at most 150)."
        )
    return text


def machine(what: str = "one used; CPU time of a step, float64") -> str:
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            x.split(":")[1].strip() for x in cpuinfo.read_text().splitlines() if "model name" in x
        ]
        name = names[0] if names else name
    import numpy as np

    return (
        f"{name}, {os.cpu_count()} cores; Python {platform.python_version()}, "
        f"NumPy {np.__version__}; {time.strftime('%Y-%m-%d')}; {what}."
    )


def draw(rows: list[dict[str, object]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from workloads import PEERS

    colours = ["#0072B2", "#999999", "#D55E00", "#009E73", "#56B4E9", "#CC79A7"]
    fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    width = 0.8 / len(PEERS)
    for i, (name, colour) in enumerate(zip(PEERS, colours, strict=True)):
        found = [(x, row["times"][name]) for x, row in enumerate(rows) if name in row["times"]]
        heights = [t / rows[x]["times"]["nnkit"] for x, t in found]
        ax.bar([x + i * width - 0.4 for x, _ in found], heights, width, label=name, color=colour)
    ax.axhline(1, color="black", lw=0.8)
    ax.set_yscale("log")
    ax.set_xticks(range(len(rows)), [row["workload"].letter for row in rows])
    ax.set(xlabel="workload", ylabel="CPU time of a step, nnkit = 1")
    ax.legend(ncols=3, fontsize=8)
    fig.savefig(path, dpi=150)


if __name__ == "__main__":
    sys.exit(main())
