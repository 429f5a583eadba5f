"""Measure a student's first check in a fresh process: ``python tests/benchmarks/first_check.py``.

The course is published into a temporary folder; each run is a whole process there. CPU seconds,
user and system, medians of nine runs, one thread, above what ``import numpy`` costs by itself.

Measured on AMD EPYC, Python 3.11.7, NumPy 2.4.6: the first check of `sigmoid` 0.06 s, right or
wrong (of these the imports 0.05 s), a later one 0.001 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 9
GOAL = 0.3
MEASURE = """
import resource
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
import numpy as np
times = [cpu()]
from nnkit.grading import check
times.append(cpu())
import nnkit
assert nnkit.__file__.startswith({folder!r})
right = lambda z: np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
answer = right if {right} else lambda z: right(-z)
assert check("sigmoid", answer, show=False).passed is {right}
times.append(cpu())
check("sigmoid", lambda z: 2 * right(z), show=False)
times.append(cpu())
print(times[1] - times[0], times[2] - times[0], times[3] - times[2])
"""


def main() -> int:
    """Publish, measure, print; 1 when the first check costs more than the goal."""
    from nnkit.grading.course.publish import publish

    with tempfile.TemporaryDirectory() as folder:
        students = Path(folder, "students")
        if publish(ROOT, students):
            return 1
        first = [measured(students, right) for right in (True, False)]
    for words, (imports, whole, later) in zip(("right", "wrong"), first, strict=True):
        print(
            f"a {words} answer: {whole:.3f} s above import numpy (imports {imports:.3f} s), "
            f"a later check {1000 * later:.1f} ms"
        )
    return int(max(whole for _, whole, _ in first) > GOAL)


def measured(students: Path, right: bool) -> list[float]:
    """Medians of the CPU seconds of the imports, of these and the first check, and of a later."""
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", MEASURE.format(right=right, folder=str(students))],
            cwd=students,  # whose nnkit comes first
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        runs.append([float(word) for word in done.stdout.split()])
    return [statistics.median(column) for column in zip(*runs, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
