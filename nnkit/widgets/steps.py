"""A curve to draw, and a network of steps that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnkit._types import Array, count, shaped
from nnkit.lessons.representation import staircase
from nnkit.widgets.part import Part, image

__all__ = ["Steps"]

POINTS, MOST = 201, 60  # of the curve, from x = 0 to 1; steps
LEFT, TOP, WIDTH, HEIGHT = 58, 34, 386, 230  # the frame of the drawing, heights from -1 to 1
STILL = """<style>.paper{fill:#fff}.ink{fill:#222}.rule{stroke:#222;fill:none}
text{font:14px system-ui,sans-serif}.curve,.net{fill:none;stroke:#0072B2;stroke-width:5;
stroke-opacity:.7}.net{stroke:#D55E00;stroke-width:2;stroke-opacity:1}</style>"""


class Steps(Part):
    """Draw a curve over 0 .. 1; a network 1-M-1 of steep sigmoids follows it, as `staircase` does.

    Parameters
    ----------
    curve : list of 2 to 1000 numbers from -1 to 1
        Heights to begin with, at equal distances.
    M : int, 1 to 60
        Steps to begin with.
    k : number, 10 to 1000
        Steepness of each to begin with.

    Raises
    ------
    ValueError
        Other numbers than these.

    Examples
    --------
    >>> Steps([0, 1, 0], M=4)
    A curve from x = 0 to 1, and a network of 4 steps that follows it: largest error 0.24.
    """

    kind = "steps"

    def __init__(self, curve: Sequence[float], *, M: int = 8, k: float = 1000) -> None:
        given = shaped("curve", curve, "n")
        if not 2 <= len(given) <= 1000 or not (np.abs(given) <= 1).all():
            raise ValueError("curve is no list of 2 to 1000 numbers from -1 to 1")
        if not count("M", M) <= MOST or not 10 <= k <= 1000:
            raise ValueError(f"M is {M}, k is {k}, expected M up to {MOST} and k from 10 to 1000")
        x = np.linspace(0, 1, POINTS)
        y = np.interp(x, np.linspace(0, 1, len(given)), given).round(3)
        net = staircase(lambda t: np.interp(t, x, y), M, k, x)
        plural = "s" * (M > 1)
        error = f"{np.abs(net - y).max():.2f}"
        alt = f"A curve from x = 0 to 1, and a network of {M} step{plural} that follows it: "
        alt += f"largest error {error}."
        frame = [LEFT, TOP, WIDTH, HEIGHT]
        state = {"curve": y.tolist(), "M": M, "k": k, "frame": frame, "most": MOST}
        paper = STILL + '<rect class="paper" width="100%" height="100%"/>'
        lines = _line("curve", x, y) + _line("net", x, net)
        still = image(_drawn(paper, lines), alt)
        words = f"<p>{M} step{plural}. Largest error {error}.</p>"
        super().__init__(state | {"svg": _drawn()}, alt, still + words)

    @property
    def curve(self) -> Array:
        """What is drawn now: (201,) heights at x = 0, 0.005, ..., 1."""
        return np.array(self.state["curve"], dtype=float)


def _line(name: str, x: Array, y: Array) -> str:
    across, down = LEFT + x * WIDTH, TOP + (1 - y) / 2 * HEIGHT
    path = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(across, down, strict=True))
    return f'<path class="{name}" d="M{path}"/>'


def _drawn(head: str = "", inside: Any = "") -> str:
    """The frame with its axes, as it stands alone or as the module takes it over."""
    base = TOP + HEIGHT
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 456 310" width="456">'
        f'{head}<rect class="rule" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/>'
    ]
    middle, end = ('class="ink" text-anchor="middle"', 'class="ink" text-anchor="end"')
    for value in (0, 0.5, 1):
        parts.append(f'<text {middle} x="{LEFT + value * WIDTH:g}" y="{base + 20}">{value}</text>')
    for value in (-1, 0, 1):
        y, number = TOP + (1 - value) / 2 * HEIGHT, f"{value}".replace("-", "−")
        parts.append(f'<text {end} x="{LEFT - 8}" y="{y + 5:g}">{number}</text>')
        parts.append(f'<path class="rule" d="M{LEFT} {y:g}h-5"/>')
    parts.append(f'<text {middle} x="{LEFT + WIDTH / 2:g}" y="{base + 40}">x</text>')
    turned = f'transform="translate(18,{TOP + HEIGHT / 2:g}) rotate(-90)"'
    parts.append(f"<text {middle} {turned}>height</text>")
    for at, name, word in [(0, "curve", "the curve"), (130, "net", "the network")]:
        parts.append(f'<path class="{name}" d="M{LEFT + at} 17h26"/>')
        parts.append(f'<text class="ink" x="{LEFT + at + 34}" y="22">{word}</text>')
    return "".join([*parts, f"{inside}</svg>"])
