"""The pictures of the report as inline SVG: readable on a phone, in print, without colours.

Colours are CSS classes of the page (light and dark); every state also has a pattern, a symbol or
a number. All text that came from a submission or a course passes `escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

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

PATTERNS = """<svg class="defs" width="0" height="0" aria-hidden="true"><defs>
<pattern id="hatch-part" width="6" height="6" patternUnits="userSpaceOnUse" \
patternTransform="rotate(45)"><rect width="6" height="6" class="part-a"/>\
<rect width="2" height="6" class="part-b"/></pattern>
<pattern id="dots-none" width="6" height="6" patternUnits="userSpaceOnUse">\
<rect width="6" height="6" class="none-a"/><circle cx="3" cy="3" r="1.1" class="none-b"/></pattern>
</defs></svg>"""


def distribution(book: ClassBook) -> str:
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
    parts = []
    for x, width, n, css, words in columns:
        height = (base - top) * n / tallest
        if n:
            parts.append(_segment(x, base - height, width, height, css, f"{n}: {words}"))
    parts.append(_median(book, edges[-1], left, right, top, base))
    for x, width, n, css, words in columns:
        if n:
            y = base - (base - top) * n / tallest - 5
            parts.append(_text(x + width / 2, y, str(n), "middle", "count"))
        if css != "bar-full":
            for line, word in enumerate(words.split(" ", 1)):
                parts.append(_text(x + 20, base + 15 + 13 * line, word, "middle", "small"))
    for part, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = left + part * (right - left)
        parts.append(_text(x, base + 15, findings.number(part * edges[-1]), anchor))
    parts.append(_text((left + right) / 2, base + 32, "points", "middle", "small"))
    parts.append(f'<line x1="{left}" x2="{WIDTH - 8}" y1="{base}" y2="{base}" class="axis"/>')
    return _svg("Distribution of marks", _say_distribution(book, counts, edges), 288, parts)


def histogram(scores: Sequence[float], points: float) -> tuple[list[int], list[float]]:
    """Count scores in ten equal steps of 0..points; the last step includes the full mark."""
    counts = [0] * 10
    for score in scores:
        share = score / points if points else 0.0
        counts[min(9, max(0, int(share * 10 + 1e-9)))] += 1
    return counts, [points * k / 10 for k in range(11)]


def _median(
    book: ClassBook, points: float, left: float, right: float, top: float, base: float
) -> str:
    middle = findings.middle(book)
    if middle is None or not points:
        return ""
    x = left + min(1.0, middle / points) * (right - left)
    words = f"median {findings.number(middle)}"
    anchor = "end" if x > WIDTH / 2 else "start"
    label = _text(x + (-5 if anchor == "end" else 5), top - 18, words, anchor, "strong")
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 14}" y2="{base}" class="{{}}"/>'
    return line.format("median-edge") + line.format("median") + label


def _say_distribution(book: ClassBook, counts: list[int], edges: list[float]) -> str:
    steps = [f"{edges[k]:g} to {edges[k + 1]:g} points: {n}" for k, n in enumerate(counts) if n]
    return "; ".join(
        [
            *steps,
            f"could not be graded: {len(book.having(UNGRADABLE))}",
            f"not handed in: {len(book.having(MISSING))}",
        ]
    )


def tasks(book: ClassBook) -> str:
    """Draw one bar a task: the share of students with full, part and no points, or no attempt."""
    parts, said = [], []
    row, left, right = 27, 132, WIDTH - 46
    for k, task in enumerate(book.tasks):
        counted = findings.states(book, task)
        total = sum(counted.values())
        y = 4 + row * k
        parts.append(_text(left - 8, y + 15, _short(task.label, 17), "end", "code"))
        x = float(left)
        for state, n in counted.items():
            width = (right - left) * n / total if total else 0
            if n:
                words = f"{task.label}: {n} {STATES[state][1]}"
                parts.append(_segment(x, y, width, 20, f"bar-{state}", words))
                if width > 5 + 7 * len(str(n)):
                    parts.append(_text(x + width / 2, y + 14.5, str(n), "middle", f"on-{state}"))
            x += width
        mean = findings.average(book, task)
        share = f"{100 * mean / task.points:.0f} %" if mean is not None else ""
        parts.append(_text(WIDTH - 4, y + 15, share, "end", "strong"))
        words = ", ".join(f"{n} {STATES[state][1]}" for state, n in counted.items() if n)
        said.append(f"{task.label}: {words}; {share} of the points earned")
    return _svg("Points for each task", ". ".join(said), 8 + row * len(book.tasks), parts)


def legend(book: ClassBook) -> str:
    """Name the patterns of `tasks`; only the states that occur."""
    used = [s for s in STATES if any(findings.states(book, task)[s] for task in book.tasks)]
    entries = [
        f'<span><svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">'
        f'<rect width="16" height="12" class="bar-{state}"/></svg> {STATES[state][1]}</span>'
        for state in used
    ]
    return f'<p class="legend">{"".join(entries)}</p>'


def share(part: int, whole: int) -> str:
    """Draw a thin bar for `part` of `whole`; the numbers stand beside it in the text."""
    width = 100 * part / whole if whole else 0
    return (
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="8" class="track"/>'
        f'<rect width="{width:.1f}" height="8" class="bar-solid"/></svg>'
    )


def _segment(x: float, y: float, width: float, height: float, css: str, say: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{css}">'
        f"<title>{escape(say)}</title></rect>"
    )


def _text(x: float, y: float, text: str, anchor: str, css: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{css}">{escape(text)}</text>'
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _svg(title: str, words: str, height: float, parts: list[str]) -> str:
    label = escape(f"{title}. {words}.", quote=True)
    return (
        f'<svg class="figure" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{label}">'
        f"<desc>{escape(words)}</desc>{''.join(parts)}</svg>"
    )
