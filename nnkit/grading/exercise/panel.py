"""Show what a check found, a `CheckResult`: a small panel in a notebook, text elsewhere."""

import html as escaping
import os
import sys
import textwrap
from typing import Any

TITLES = {
    "attempted": "attempted", "returns": "type and shape", "arguments": "arguments unchanged",
    "hand": "values by hand", "isolated": "one term at a time", "property": "properties",
    "random": "random input", "gradient": "gradient", "edge": "extreme and unusual input",
}  # fmt: skip
PARTLY = {
    "edge": "right on ordinary input, not yet on all",
    "arguments": "right, but it changes its argument",
}
MARKS = {"passed": "✓", "failed": "✗", "not reached": "·"}


def show(result: Any) -> None:
    """Show `result` where the caller looks."""
    if os.environ.get("NBGRADER_VALIDATING") == "1" and not result.passed:
        print(text(result), file=sys.stderr)  # of an output, Validate shows errors only
    elif "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from IPython.display import display

        display(result)
    else:
        print(text(result))


def text(result: Any) -> str:
    """The panel as plain text."""
    lines = [f"{_mark(result)} {result.name}: {_headline(result)}"]
    for head, words in _said(result):
        lines += _wrapped(f"{head} {words}".strip())
    rungs = (f"{MARKS[r.state]} {TITLES[r.name]}".replace(" ", "\u00a0") for r in result.rungs)
    lines += _wrapped("   ".join(rungs))
    return "\n".join(lines).replace("\u00a0", " ")


def html(result: Any) -> str:
    """The panel as HTML; colours come with a mark and hold in a light and a dark theme."""
    colour = "#0072B2" if result.passed else "#D55E00" if result.attempted else "#7f7f7f"
    said = "".join(
        f'<p style="margin:.4em 0">{f"<strong>{head}</strong> " * bool(head)}{_marked(words)}</p>'
        for head, words in _said(result)
    )
    rungs = "".join(
        f'<li style="display:inline-block;margin:0 1em 0 0;padding:0;opacity:'
        f'{0.7 if rung.state == "not reached" else 1}">'
        f"{MARKS[rung.state]} {TITLES[rung.name]}</li>"
        for rung in result.rungs
    )
    return (
        f'<div role="status" style="border-left:5px solid {colour};padding:.5em .9em;margin:.3em 0;'
        'max-width:46em;line-height:1.45">'
        f"<strong>{_mark(result)} <code>{escaping.escape(result.name)}</code>: "
        f"{_headline(result)}</strong>{said}"
        f'<ul style="list-style:none;margin:.4em 0 0;padding:0;font-size:.87em">{rungs}</ul></div>'
    )


def _said(result: Any) -> list[tuple[str, str]]:
    """What is said under the headline: headings and texts."""
    if result.passed:
        both = [("A remark, which costs nothing:", result.remark)]
    else:
        both = [("", result.message), ("Look at this:", result.advice)]
        both.append(("Read again:", result.place))
    return [(head, words) for head, words in both if words]


def _wrapped(words: str) -> list[str]:
    return [f"  {line}" for line in textwrap.wrap(words, 86, break_on_hyphens=False)]


def _headline(result: Any) -> str:
    which = "hidden checks" if result.hidden else "checks"
    if result.passed:
        return f"all {which} passed" + ", given a right ".join(["", *getattr(result, "given", ())])
    if not result.attempted:
        return "not attempted yet"
    if result.score > 0:
        failed = next((rung.name for rung in result.rungs if rung.state == "failed"), "")
        return PARTLY.get(failed, "partly right")
    return "not right yet"


def _mark(result: Any) -> str:
    return "✓" if result.passed else "✗" if result.attempted else "·"


def _marked(words: str) -> str:
    parts = escaping.escape(words).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(parts))
