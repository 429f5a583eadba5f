"""Gears that turn each other: rates multiply along a chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import pi

from nnkit._types import count
from nnkit.widgets.part import Part, image

__all__ = ["Gears"]

STILL = (
    "<style>.paper{fill:#fff}.ink{fill:#222}.line{stroke:#222;fill:none}"
    "text{font:15px system-ui}</style>"
)
SIZE, EDGE = 2.4, 12  # radius of a gear for each tooth; room around


class Gears(Part):
    """Gears in a row: turn the first and watch the others.

    Parameters
    ----------
    teeth : list of 2 to 4 integers, each from 8 to 60
        Teeth of each gear.

    Raises
    ------
    ValueError
        Another number of gears or of teeth.

    Examples
    --------
    >>> Gears([20, 10, 30])
    3 gears in a row with 20, 10, 30 teeth; each turns the next.
    """

    kind = "gears"

    def __init__(self, teeth: Sequence[int]) -> None:
        if isinstance(teeth, str) or not isinstance(teeth, Iterable):
            raise ValueError(f"teeth is {teeth!r}, expected a list such as [20, 10, 30]")
        wheels = [count("teeth", n) for n in teeth]
        if not 2 <= len(wheels) <= 4 or not all(8 <= n <= 60 for n in wheels):
            raise ValueError(f"teeth is {wheels}, expected 2 to 4 gears of 8 to 60 teeth")
        alt = f"{len(wheels)} gears in a row with {', '.join(map(str, wheels))} teeth"
        alt += "; each turns the next."
        svg = _drawn(wheels)
        still = svg.replace(">", f">{STILL}<rect class='paper' width='100%' height='100%'/>", 1)
        super().__init__({"teeth": wheels, "svg": svg}, alt, image(still, alt))


def _drawn(wheels: list[int]) -> str:
    """The gears as SVG; the first stroke of each shows how far it has turned."""
    height = 2 * SIZE * max(wheels) + 2 * EDGE + 42
    at, parts = float(EDGE), []
    for k, n in enumerate(wheels):
        r = SIZE * n
        x, y, tooth = at + r, (height - 42) / 2, pi * SIZE
        parts.append(
            f'<g data-gear="{k}" style="transform-origin:{x:g}px {y:g}px">'
            f'<circle class="line" cx="{x:g}" cy="{y:g}" r="{r - 3:g}" stroke-width="6" '
            f'stroke-dasharray="{tooth * (r - 3) / r:.4f}"/>'
            f'<circle class="line" cx="{x:g}" cy="{y:g}" r="{r - 6:g}"/>'
            f'<line x1="{x:g}" y1="{y:g}" x2="{x:g}" y2="{y - r + 8:g}" '
            'style="stroke:#D55E00" stroke-width="4"/></g>'
            f'<text class="ink" x="{x:g}" y="{height - 26:g}" text-anchor="middle">{n}</text>'
        )
        at += 2 * r
    width = at + EDGE
    middle = f'x="{width / 2:g}" y="{height - 6:g}" text-anchor="middle"'
    parts.append(f'<text class="ink" {middle}>teeth</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
    size = f'width="{width:g}" style="max-width:{width:g}px"'
    return f"{head}{size}>{''.join(parts)}</svg>"
