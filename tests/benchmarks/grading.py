"""Measure ``nnkit grade`` against stock nbgrader: ``python tests/benchmarks/grading.py``.

The class is the sample class of the demo without its bestiary: students with mistakes drawn at
random, whom stock nbgrader can grade too (without rooms: its kernels import nnkit and call the
same checks). Every run is a whole process, import and start included, in fresh copies of the
course, confined to one or two cores; the contenders take turns and the medians are compared.
Stock on two cores is two processes with half of the class and a gradebook each.

- *nnkit grade*: the command, one worker process for each core.
- *nbgrader with the rooms*: ``nbgrader autograde`` with ``use_two_rooms(c)`` in its configuration.
- *floor*: all cells and checks of all submissions in one warm process, without any walls.

The scores must be the same to the last point. The table also goes to .nnkit/bench/grading.md,
its picture to .nnkit/bench/grading.png.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from run import HOME, ONE_THREAD, ROOT, machine

ASSIGNMENT = "01_one_neuron"
FIGURE = "plot_sigmoid"  # the cell that draws
GOALS = {("stock", False): 20, ("stock", True): 12, ("large", False): 25, ("rooms", False): 5}


@dataclass
class Row:
    """One line of the table: a class, the cores, the seconds of each contender."""

    students: int
    figures: bool
    cores: int
    goal: float | None = None
    times: dict[str, list[float]] = field(default_factory=dict)
    peak_mb: float = 0.0
    note: str = ""

    def median(self, name: str) -> float | None:
        """Return the median seconds of a contender, None when it did not run."""
        return statistics.median(self.times[name]) if self.times.get(name) else None

    def ratio(self, name: str) -> float | None:
        """Return how many times as long as nnkit a contender takes."""
        theirs, ours = self.median(name), self.median("nnkit")
        return theirs / ours if theirs and ours else None


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure nnkit grade against stock nbgrader.")
    parser.add_argument("--quick", action="store_true", help="20 students, one round")
    parser.add_argument("--students", type=int, default=100, help="size of the class")
    parser.add_argument("--large", type=int, nargs="*", default=[1000, 2000], help="larger classes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=100, help="graded by stock of a large class")
    options = parser.parse_args()
    if options.quick:
        options.students, options.large, options.rounds = 20, [], 1
    os.environ.update(ONE_THREAD, PYTHONPATH=str(ROOT))
    bin_folder = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([bin_folder, os.environ.get("PATH", os.defpath)])
    rows = small_classes(options.students, options.rounds)
    rows += large_classes(options.large, options.sample)
    text = f"{machine('whole runs, wall time')}\n\n{table(rows)}\n"
    print(text)
    (HOME / "grading.md").write_text(text)
    draw(rows, HOME / "grading.png")
    return 0


def small_classes(students: int, rounds: int) -> list[Row]:
    """Measure a class with and without figures, on one core and on two."""
    rows = []
    most = min(2, len(os.sched_getaffinity(0)))
    for figures in (False, True):
        course = make_course(students, figures)
        for cores in range(1, most + 1):
            row = Row(students, figures, cores, GOALS["stock", figures])
            contenders: dict[str, Callable[[], Run]] = {
                "nnkit": lambda c=course, n=cores: run_nnkit(c, n),
                "stock": lambda c=course, n=cores: run_nbgrader(c, n, rooms=False),
            }
            if cores == 1:
                contenders["rooms"] = lambda c=course: run_nbgrader(c, 1, rooms=True)
                contenders["floor"] = lambda c=course: run_floor(c)
            measure(row, contenders, rounds)
            rows.append(row)
    return rows


def large_classes(sizes: list[int], sample: int) -> list[Row]:
    """Measure large classes on one core; stock grades the first of them, and is scaled."""
    rows: list[Row] = []
    for students in sizes:
        course = make_course(students, figures=False)
        row = Row(students, False, 1, GOALS["large", False])
        measure(row, {"nnkit": lambda c=course: run_nnkit(c, 1)}, 1)
        if not rows:
            part = make_course(sample, figures=False)
            each = run_nbgrader(part, 1, rooms=False).seconds / sample
        row.times["stock"] = [each * students]
        row.note = f"stock measured on {sample} and scaled"
        rows.append(row)
    return rows


@dataclass
class Run:
    """What a run took and what it gave: {student: score}."""

    seconds: float
    scores: dict[str, float]
    peak_mb: float = 0.0


def measure(row: Row, contenders: dict[str, Callable[[], Run]], rounds: int) -> None:
    """Let the contenders take turns; all must give the same scores."""
    scores: dict[str, float] = {}
    for number in range(rounds):
        for name, contender in contenders.items():
            done = contender()
            row.times.setdefault(name, []).append(done.seconds)
            row.peak_mb = max(row.peak_mb, done.peak_mb)
            scores = scores or done.scores
            if done.scores and done.scores != scores:
                odd = [s for s in scores if scores[s] != done.scores.get(s)]
                raise SystemExit(f"{name} gives other scores to {', '.join(odd[:5])}")
            what = f"{row.students} students, {row.cores} cores" + ", figures" * row.figures
            print(f"{what}: {name} {done.seconds:.1f} s ({number + 1}/{rounds})", flush=True)


# The courses


def make_course(students: int, figures: bool) -> Path:
    """Make a course with what its students handed in, unless it is there already."""
    from nnkit.grading.demo import demo
    from nnkit.grading.demo.sample_class import CLASS, sample_class

    folder = HOME / "courses" / f"{students}-{'figures' if figures else 'plain'}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    solutions = ROOT / "solutions" if figures else without_figures(folder)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    demo.release(solutions, folder)
    demo.hand_in(folder, sample_class(len(CLASS) + students)[len(CLASS) :])
    return folder


def without_figures(folder: Path) -> Path:
    """Copy the unit without the cell that draws."""
    import nbformat

    path = folder / "solutions" / ASSIGNMENT / "one_neuron.ipynb"
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    nb = nbformat.read(ROOT / "solutions" / ASSIGNMENT / path.name, as_version=4)
    nb.cells = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") != FIGURE]
    nbformat.write(nb, path)
    return path.parents[1]


def copy_of(course: Path, name: str, *, rooms: bool, students: slice = slice(None)) -> Path:
    """Copy a course with some of its students; without `rooms` as one of stock nbgrader."""
    folder = HOME / "courses" / f"{course.name}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(course, folder, ignore=shutil.ignore_patterns("submitted"))
    for place in sorted((course / "submitted").iterdir())[students]:
        shutil.copytree(place, folder / "submitted" / place.name)
    config = folder / "nbgrader_config.py"
    text = config.read_text().replace(str(course), str(folder))
    if not rooms:
        lines = text.splitlines()
        text = "\n".join(x for x in lines if not x.startswith(("use_two_rooms", "c.TwoRooms")))
    config.write_text(text)
    return folder


# The contenders


def run_nnkit(course: Path, cores: int) -> Run:
    """Run ``nnkit grade``."""
    folder = copy_of(course, "nnkit", rooms=True)
    command = [sys.executable, "-m", "nnkit", "grade", ASSIGNMENT, "--root", str(folder)]
    started = time.monotonic()
    run = subprocess.Popen([*on_cores(cores), *command], stdout=subprocess.DEVNULL)
    peak = 0.0
    while run.poll() is None:
        peak = max(peak, peak_memory(run.pid))
        time.sleep(0.02)
    seconds = time.monotonic() - started
    if run.returncode:
        raise SystemExit(f"nnkit grade ended with {run.returncode}")
    return Run(seconds, scores_of(folder), peak)


def run_nbgrader(course: Path, cores: int, *, rooms: bool) -> Run:
    """Run ``nbgrader autograde``, a process with its own gradebook for each core."""
    name = "rooms" if rooms else "stock"
    folders = [
        copy_of(course, f"{name}{i}", rooms=rooms, students=slice(i, None, cores))
        for i in range(cores)
    ]
    command = [*on_cores(cores), sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
    started = time.monotonic()
    runs = [
        subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for folder in folders
    ]
    if any([run.wait() for run in runs]):
        raise SystemExit(f"nbgrader autograde failed in {folders[0]}")
    seconds = time.monotonic() - started
    return Run(seconds, {k: v for folder in folders for k, v in scores_of(folder).items()})


def run_floor(course: Path) -> Run:
    """Run all cells and checks of all submissions in one process."""
    command = [*on_cores(1), sys.executable, str(Path(__file__).with_name("floor.py")), str(course)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Run(float(done.stdout.split()[-1]), {})


def on_cores(count: int) -> list[str]:
    """Return the beginning of a command that confines it to some cores."""
    chosen = sorted(os.sched_getaffinity(0), reverse=True)[:count]
    code = "import os, sys; os.sched_setaffinity(0, map(int, sys.argv[1].split(','))); "
    code += "os.execvp(sys.argv[2], sys.argv[2:])"
    return [sys.executable, "-S", "-c", code, ",".join(map(str, chosen))]


def peak_memory(pid: int) -> float:
    """Return the peak memory of a process in MB, 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def scores_of(folder: Path) -> dict[str, float]:
    """Return {student: score} from a gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "demo") as book:
        return {s.student.id: s.score for s in book.assignment_submissions(ASSIGNMENT)}


# The table and the picture


def table(rows: list[Row]) -> str:
    lines = [
        "| class | cores | nnkit grade, s | stock, s | stock / nnkit (goal) "
        "| with the line in nbgrader_config.py: stock / it (goal) | nnkit / floor (at most) "
        "| peak memory of the parent, MB |",
        "|---" * 8 + "|",
    ]
    for row in rows:
        floor, rooms = row.median("floor"), row.median("rooms")
        ours, stock = row.median("nnkit") or 0.0, row.median("stock") or 0.0
        name = f"{row.students}" + (", a figure each" if row.figures else ", no figures")
        lines.append(
            f"| {name} | {row.cores} | {ours:.1f} | {stock:.0f}{' *' if row.note else ''} "
            f"| {stock / ours:.1f} ({row.goal:g}) "
            f"| {f'{stock / rooms:.1f} (5)' if rooms else '–'} "
            f"| {f'{ours / floor:.1f} (4)' if floor else '–'} | {row.peak_mb:.0f} |"
        )
    notes = {row.note for row in rows if row.note}
    return "\n".join(lines + [""] * bool(notes) + [f"\\* {note}" for note in notes])


def draw(rows: list[Row], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    names = [
        f"{row.students}{', figures' if row.figures else ''}\n"
        f"{row.cores} core{'s' if row.cores > 1 else ''}"
        for row in rows
    ]
    fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    colours = {"stock": "#999999", "rooms": "#D55E00", "floor": "#009E73"}
    labels = {"stock": "stock nbgrader", "rooms": "nbgrader with the rooms", "floor": "floor"}
    for i, (name, colour) in enumerate(colours.items()):
        found = [(x, row.ratio(name)) for x, row in enumerate(rows) if row.ratio(name)]
        at, heights = [x + (i - 1) * 0.27 for x, _ in found], [ratio for _, ratio in found]
        ax.bar(at, heights, 0.27, label=labels[name], color=colour)
    ax.plot(range(len(rows)), [row.goal for row in rows], "k_", markersize=22, label="goal, stock")
    ax.axhline(1, color="black", lw=0.8)
    ax.set_yscale("log")
    ax.set_xticks(range(len(rows)), names)
    ax.set(ylabel="wall time, nnkit grade = 1")
    fig.legend(loc="outside upper center", ncols=4, fontsize=8)
    fig.savefig(path, dpi=150)


if __name__ == "__main__":
    sys.exit(main())
