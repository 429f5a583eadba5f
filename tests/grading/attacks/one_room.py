"""One room for everything, as stock graders have it: answers and tests in the same process.

Run as a program with a JSON file of attacks: ``{name: {"cells": [[task or null, source], ...]}}``.
It prints ``{name: {task: points}}``. It shows that the attacks are real, nothing else.
"""

from __future__ import annotations

import ast
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

SECONDS = 10


def run(cells: list[list[Any]], points: dict[str, float]) -> dict[str, float]:
    """Run the cells one after another and give points as nbgrader does."""
    names: dict[str, Any] = {"__name__": "__main__", "In": [""], "Out": {}}
    sys.modules["__main__"].__dict__.update(names)
    names = sys.modules["__main__"].__dict__
    earned = {}
    for task, source in cells:
        names["In"].append(source)
        try:
            tree = ast.parse(source)
            last = tree.body.pop() if task and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, f"<cell {len(names['In'])}>", "exec"), names)
            value = (
                eval(compile(ast.Expression(last.value), "<last>", "eval"), names) if last else None
            )
            earned[task] = points.get(task, 0.0) if value is None else float(value)
        except BaseException:
            earned[task] = 0.0
    return {task: score for task, score in earned.items() if task}


def forked(cells: list[list[Any]], points: dict[str, float]) -> dict[str, float]:
    """Run in a child process of bounded time and memory."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        result = {}
        try:
            result = run(cells, points)
        finally:
            os.write(write, json.dumps(result).encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(said or b"{}")


def main(path: str) -> None:
    """Run every attack of a file."""
    import matplotlib.pyplot as plt
    import numpy as np

    from nnkit.grading import check

    check("sigmoid", np.tanh, show=False)  # imports what the forks need
    assert plt
    given = json.loads(Path(path).read_text())
    sys.stdout.flush()
    screen, null = os.dup(1), os.open(os.devnull, os.O_RDWR)
    for fd in (1, 2):
        os.dup2(null, fd)
    found = {}
    for name, attack in given["attacks"].items():
        os.chdir(attack["folder"])
        found[name] = forked(attack["cells"], given["points"])
    os.write(screen, json.dumps(found).encode())


if __name__ == "__main__":
    main(sys.argv[1])
