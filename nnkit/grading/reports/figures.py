"""The pictures of the report: what is drawn where; ``templates/figures.html`` makes it SVG."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles
from typing import NamedTuple

from nnkit.grading.reports import findings, students
from nnkit.grading.reports.classbook import (
    BLANK,
    FULL,
    MISSING,
    NEW,
    NONE,
    OPEN,
    PART,
    UNGRADABLE,
    UNMARKED,
    ClassBook,
)
from nnkit.grading.reports.coursebook import CourseBook, Total
from nnkit.grading.reports.findings import percent

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
    """A picture: its title, what it says in words, its height, what is drawn, and as a table."""

    title: str
    words: str
    height: int
    shapes: list[Bar | Text | Line]
    table: list[tuple[str, str]]
    width: int = WIDTH


def distribution(book: ClassBook, unit: str = "points", needed: float | None = None) -> Figure:
    """Draw how many students have how many points, and apart from it who has no mark.

    `unit` is that of the points; `needed` draws a line at what is needed to pass.
    """
    counts, edges = histogram(findings.scores(book), findings.reachable(book))
    apart = [
        (len(findings.partly(book)), "partly marked", "bar-part"),
        (len(book.having(UNGRADABLE)), "not gradable", "bar-none"),
        (len(book.having(NEW)), "not graded", "bar-blank"),
        (len(book.having(MISSING)), "not handed in", "bar-blank"),
    ]
    apart = [entry for entry in apart if entry[0]]
    top, base, left = 48, 250, 8.0
    right = WIDTH - 8 - 62 * len(apart)
    step = (right - left) / len(counts)
    tallest = max([*counts, *(n for n, _, _ in apart), 1])
    steps = [f"{edges[k]:g} to {edges[k + 1]:g} {unit}" for k in range(len(counts))]
    columns = [
        (left + k * step + 1.5, step - 3, n, "bar-full", steps[k]) for k, n in enumerate(counts)
    ] + [(right + 14 + 62 * k, 40.0, n, css, words) for k, (n, words, css) in enumerate(apart)]
    parts: list[Bar | Text | Line] = []
    for x, width, n, css, words in columns:
        height = (base - top) * n / tallest
        if n:
            parts.append(Bar(x, base - height, width, height, css, f"{n}: {words}"))
    for value, name, y in ((findings.middle(book), "median", 14.0), (needed, "needed", 28.0)):
        if value is not None and edges[-1]:
            x = left + min(1.0, value / edges[-1]) * (right - left)
            parts += _mark(x, f"{name} {value:.4g}", y, base)
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
    parts.append(Text((left + right) / 2, base + 32, unit, "middle", "small"))
    parts.append(Line(left, WIDTH - 8, base, base, "axis"))
    table = [(words, str(n)) for _, _, n, _, words in columns if n]
    said = "; ".join(f"{words}: {n}" for words, n in table)
    return Figure("Distribution of marks", said, 288, parts, table)


def histogram(scores: Sequence[float], points: float) -> tuple[list[int], list[float]]:
    """Count scores in ten equal steps of 0..points; the last step includes the full mark."""
    counts = [0] * 10
    for score in scores:
        share = score / points if points else 0.0
        counts[min(9, max(0, int(share * 10 + 1e-9)))] += 1
    return counts, [points * k / 10 for k in range(11)]


def _mark(x: float, words: str, top: float, base: float) -> list[Line | Text]:
    """A line across the columns, with its words at the height `top`."""
    anchor = "end" if x > WIDTH / 2 else "start"
    label = Text(x + (-5 if anchor == "end" else 5), top, words, anchor, "strong")
    return [*(Line(x, x, top - 10, base, css) for css in ("median-edge", "median")), label]


def tasks(book: ClassBook) -> Figure:
    """Draw one bar a task: the share of students with full, part and no points, or no attempt."""
    parts: list[Bar | Text | Line] = []
    said = []
    row, left, right = 27, 132, WIDTH - 50
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
        share = percent(mean / task.points) if mean is not None else ""
        parts.append(Text(WIDTH - 4, y + 15, share, "end", "strong"))
        words = ", ".join(f"{n} {STATES[state][1]}" for state, n in counted.items() if n)
        earned = f"; {share} of the points earned" if share else ""
        said.append((task.label, words + earned))
    text = ". ".join(f"{label}: {words}" for label, words in said)
    return Figure("Points for each task", text, 8 + row * len(book.tasks), parts, said)


def units(course: CourseBook) -> Figure:
    """Draw one row an assignment: the middle half of the class, and its median."""
    parts: list[Bar | Text | Line] = []
    said = []
    row, left, right = 27, 148, WIDTH - 50
    books = [book for book in course.books if findings.scores(book)]
    base = 4 + row * len(books)
    for part in (0, 50, 100):
        x = left + part * (right - left) / 100
        parts += [Line(x, x, 0, base, "grid"), Text(x, base + 14, f"{part} %", "middle", "small")]
    for k, book in enumerate(books):
        most = findings.reachable(book)
        shares = sorted(min(1.0, score / most) for score in findings.scores(book))
        low, middle, high = quantiles(shares, n=4, method="inclusive") if shares[1:] else 3 * shares
        y, reach = 4 + row * k, right - left
        middle_half = f"half of the class from {percent(low)} to {percent(high)}"
        parts += [
            Text(left - 8, y + 15, _short(book.assignment, 19), "end", "code"),
            Bar(left, y + 8, reach, 4, "track", middle_half),
            Bar(
                left + low * reach,
                y + 2,
                max(2.0, (high - low) * reach),
                16,
                "bar-full",
                middle_half,
            ),
        ]
        x = left + middle * reach
        parts += [Line(x, x, y, y + 20, css) for css in ("median-edge", "middle")]
        parts.append(Text(WIDTH - 4, y + 15, percent(middle), "end", "strong"))
        said.append((book.assignment, f"median {percent(middle)}, {middle_half}"))
    text = ". ".join(f"{label}: {words}" for label, words in said)
    return Figure("The assignments", text, base + 20, parts, said)


def standing(total: Total, books: Sequence[ClassBook]) -> Figure:
    """Draw one row an assignment for one student: what was earned, and what waits."""
    parts: list[Bar | Text | Line] = []
    said = []
    row, left, right = 27, 148, WIDTH - 96
    for k, book in enumerate(books):
        mine = total.rows[book.assignment]
        earned, most = mine.earned({}), book.points or 1.0
        worth = {task.key: task.points for task in book.tasks}
        waits = most if mine.status in UNMARKED else mine.earned(worth) - earned
        words = students.stands(mine, book)
        y, reach = 4 + row * k, (right - left) / most
        end = left + min(earned, most) * reach
        points = f"{findings.number(earned)} of {findings.number(book.points)}"
        parts += [
            Text(left - 8, y + 15, _short(book.assignment, 19), "end", "code"),
            Bar(left, y + 8, right - left, 4, "track", words),
            Bar(left, y + 1, end - left, 18, "bar-full", words),
            Bar(end, y + 1, min(waits * reach, right - end), 18, "bar-open", words),
            Text(WIDTH - 4, y + 15, points, "end", "strong"),
        ]
        said.append((book.assignment, words))
    text = ". ".join(f"{label}: {words}" for label, words in said)
    return Figure("The assignments", text, 8 + row * len(books), parts, said)


def legend(book: ClassBook) -> list[tuple[str, str]]:
    """Return (class, words) of the patterns of `tasks`; only the states that occur."""
    used = [s for s in STATES if any(findings.states(book, task)[s] for task in book.tasks)]
    return [(f"bar-{state}", STATES[state][1]) for state in used]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
