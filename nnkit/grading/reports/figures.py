"""The pictures of the report: what is drawn where; ``templates/figures.html`` makes it SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nnkit.grading.reports import findings
from nnkit.grading.reports.classbook import (
    BLANK,
    FULL,
    MISSING,
    NONE,
    OPEN,
    PART,
    UNGRADABLE,
    ClassBook,
)

STATES = {
    FULL: ("●", "full points"),
    PART: ("◐", "part of the points"),
    NONE: ("○", "no points"),
    BLANK: ("–", "not attempted"),
    OPEN: ("?", "waits for a person"),
}
WIDTH = 400


class Bar(NamedTuple):
    """A bar, and what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    css: str
    say: str
    kind: str = "bar"


class Text(NamedTuple):
    """A text; `anchor` is ``start``, ``middle`` or ``end``."""

    x: float
    y: float
    text: str
    anchor: str
    css: str = ""
    kind: str = "text"


class Line(NamedTuple):
    """A line."""

    x1: float
    x2: float
    y1: float
    y2: float
    css: str
    kind: str = "line"


class Figure(NamedTuple):
    """A picture: its title, what it says in words, its height and what is drawn."""

    title: str
    words: str
    height: int
    shapes: list[Bar | Text | Line]
    width: int = WIDTH


def distribution(book: ClassBook) -> Figure:
    """Draw how many students have how many points, and apart from it who has no mark."""
    counts, edges = histogram(findings.scores(book), findings.reachable(book))
    apart = [
        (len(book.having(UNGRADABLE)), "not gradable", "bar-none"),
        (len(book.having(MISSING)), "not handed in", "bar-blank"),
    ]
    apart = [entry for entry in apart if entry[0]]
    top, base, left = 34, 250, 8.0
    right = WIDTH - 8 - 62 * len(apart)
    step = (right - left) / len(counts)
    tallest = max([*counts, *(n for n, _, _ in apart), 1])
    columns = [
        (left + k * step + 1.5, step - 3, n, "bar-full", f"{edges[k]:g} to {edges[k + 1]:g} points")
        for k, n in enumerate(counts)
    ] + [(right + 14 + 62 * k, 40.0, n, css, words) for k, (n, words, css) in enumerate(apart)]
    parts: list[Bar | Text | Line] = []
    for x, width, n, css, words in columns:
        height = (base - top) * n / tallest
        if n:
            parts.append(Bar(x, base - height, width, height, css, f"{n}: {words}"))
    parts += _median(book, edges[-1], left, right, top, base)
    for x, width, n, css, words in columns:
        if n:
            y = base - (base - top) * n / tallest - 5
            parts.append(Text(x + width / 2, y, str(n), "middle", "count"))
        if css != "bar-full":
            for line, word in enumerate(words.split(" ", 1)):
                parts.append(Text(x + 20, base + 15 + 13 * line, word, "middle", "small"))
    for part, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = left + part * (right - left)
        parts.append(Text(x, base + 15, findings.number(part * edges[-1]), anchor))
    parts.append(Text((left + right) / 2, base + 32, "points", "middle", "small"))
    parts.append(Line(left, WIDTH - 8, base, base, "axis"))
    return Figure("Distribution of marks", _say_distribution(book, counts, edges), 288, parts)


def histogram(scores: Sequence[float], points: float) -> tuple[list[int], list[float]]:
    """Count scores in ten equal steps of 0..points; the last step includes the full mark."""
    counts = [0] * 10
    for score in scores:
        share = score / points if points else 0.0
        counts[min(9, max(0, int(share * 10 + 1e-9)))] += 1
    return counts, [points * k / 10 for k in range(11)]


def _median(
    book: ClassBook, points: float, left: float, right: float, top: float, base: float
) -> list[Line | Text]:
    middle = findings.middle(book)
    if middle is None or not points:
        return []
    x = left + min(1.0, middle / points) * (right - left)
    words = f"median {findings.number(middle)}"
    anchor = "end" if x > WIDTH / 2 else "start"
    label = Text(x + (-5 if anchor == "end" else 5), top - 18, words, anchor, "strong")
    lines = [Line(x, x, top - 14, base, css) for css in ("median-edge", "median")]
    return [*lines, label]


def _say_distribution(book: ClassBook, counts: list[int], edges: list[float]) -> str:
    steps = [f"{edges[k]:g} to {edges[k + 1]:g} points: {n}" for k, n in enumerate(counts) if n]
    return "; ".join(
        [
            *steps,
            f"could not be graded: {len(book.having(UNGRADABLE))}",
            f"not handed in: {len(book.having(MISSING))}",
        ]
    )


def tasks(book: ClassBook) -> Figure:
    """Draw one bar a task: the share of students with full, part and no points, or no attempt."""
    parts: list[Bar | Text | Line] = []
    said = []
    row, left, right = 27, 132, WIDTH - 46
    for k, task in enumerate(book.tasks):
        counted = findings.states(book, task)
        total = sum(counted.values())
        y = 4 + row * k
        parts.append(Text(left - 8, y + 15, _short(task.label, 17), "end", "code"))
        x = float(left)
        for state, n in counted.items():
            width = (right - left) * n / total if total else 0
            if n:
                words = f"{task.label}: {n} {STATES[state][1]}"
                parts.append(Bar(x, y, width, 20, f"bar-{state}", words))
                if width > 5 + 7 * len(str(n)):
                    parts.append(Text(x + width / 2, y + 14.5, str(n), "middle", f"on-{state}"))
            x += width
        mean = findings.average(book, task)
        share = f"{100 * mean / task.points:.0f} %" if mean is not None else ""
        parts.append(Text(WIDTH - 4, y + 15, share, "end", "strong"))
        words = ", ".join(f"{n} {STATES[state][1]}" for state, n in counted.items() if n)
        said.append(f"{task.label}: {words}; {share} of the points earned")
    return Figure("Points for each task", ". ".join(said), 8 + row * len(book.tasks), parts)


def legend(book: ClassBook) -> list[tuple[str, str]]:
    """Return (class, words) of the patterns of `tasks`; only the states that occur."""
    used = [s for s in STATES if any(findings.states(book, task)[s] for task in book.tasks)]
    return [(f"bar-{state}", STATES[state][1]) for state in used]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
