"""A walk on a hidden landscape: the walker feels the slope, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.polynomial.polynomial import polyval

from nnkit._types import shaped
from nnkit.widgets.part import Part, image

__all__ = ["Walk"]

LEFT, TOP, WIDTH, HEIGHT = 44, 14, 400, 230  # the frame of the drawing
FELT = 0.16  # how far the ground is felt, to each side, for a span of 3.4
STILL = """<style>.paper{fill:#fff}.ink{fill:#222}.rule{stroke:#222;fill:none}
text{font:14px system-ui,sans-serif}</style>"""


class Walk(Part):
    """A loss of one weight that is hidden except under the walker, who steps left or right.

    Parameters
    ----------
    loss : list of 2 to 8 numbers
        Coefficients of a polynomial, the constant first.
    starts : two numbers within `span`
    span : two numbers, the smaller first

    Raises
    ------
    ValueError
        Other numbers than these.

    Examples
    --------
    >>> Walk([1, 0.3, -2, 0, 1], starts=(1.5, -1.5), span=(-1.7, 1.7))
    A hidden loss over w from -1.7 to 1.7, felt at two starts: slope 7.80 at 1.5, -7.20 at -1.5.
    """

    kind = "walk"

    def __init__(
        self, loss: Sequence[float], starts: Sequence[float], span: Sequence[float]
    ) -> None:
        c = shaped("loss", loss, "n")
        low, high = shaped("span", span, 2).tolist()
        at = shaped("starts", starts, 2).tolist()
        if not (2 <= len(c) <= 8 and np.isfinite(c).all() and c[1:].any()):
            raise ValueError(f"loss is {loss}, expected 2 to 8 finite coefficients, not constant")
        if not low < min(at) <= max(at) < high:
            raise ValueError(
                f"starts is {starts}, span is {span}, expected a smaller and a larger "
                "number as span, and both starts between them"
            )
        slopes = [float(polyval(w, c[1:] * np.arange(1, len(c)))) for w in at]
        felt = ", ".join(f"{s:.2f} at {w:g}" for s, w in zip(slopes, at, strict=True))
        alt = f"A hidden loss over w from {low:g} to {high:g}, felt at two starts: slope {felt}."
        heights = polyval(np.linspace(low, high, 200), c)
        floor, top = float(heights.min()), float(heights.max())
        state = {
            "loss": c.tolist(),
            "starts": at,
            "felt": FELT * (high - low) / 3.4,
            "frame": [LEFT, TOP, WIDTH, HEIGHT],
            "box": [low, high, floor - 0.08 * (top - floor), top + 0.05 * (top - floor)],
        }
        ground = "".join(_ground(state, w) for w in at)
        svg = _drawn(state, STILL + '<rect class="paper" width="100%" height="100%"/>', ground)
        words = "".join(f"<p>{escape(_felt(w, s))}</p>" for w, s in zip(at, slopes, strict=True))
        super().__init__(state | {"svg": _drawn(state)}, alt, image(svg, alt) + words)


def _felt(w: float, slope: float) -> str:
    return f"At w = {w:g} the slope is {slope:.2f}.".replace("-", "−")


def _place(state: dict[str, Any], w: float, height: float) -> tuple[float, float]:
    low, high, floor, top = state["box"]
    x = LEFT + (w - low) / (high - low) * WIDTH
    return x, TOP + (top - height) / (top - floor) * HEIGHT


def _ground(state: dict[str, Any], w: float) -> str:
    """The piece of the loss that the walker at `w` feels, and the walker."""
    near = np.linspace(w - state["felt"], w + state["felt"], 21)
    spots = [_place(state, v, float(polyval(v, np.array(state["loss"])))) for v in near]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    x, y = spots[10]
    walker = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#D55E00"/>'
    return f'<path class="rule" stroke-width="3" d="{path}"/>{walker}'


def _drawn(state: dict[str, Any], head: str = "", inside: str = "") -> str:
    """The frame with its axes, as it stands alone or as the module takes it over."""
    low, high, *_ = state["box"]
    base = TOP + HEIGHT
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 456 290" width="430" role="img" '
        f'aria-label="the walker on the hidden loss">{head}'
        f'<rect class="rule" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/>'
    ]
    for w in np.arange(np.ceil(low), np.floor(high) + 1):
        x, number = _place(state, w, 0)[0], f"{w:g}".replace("-", "−")
        parts.append(f'<path class="rule" d="M{x:.1f} {base}v6"/>')
        middle = f'text-anchor="middle" x="{x:.1f}" y="{base + 22}"'
        parts.append(f'<text class="ink" {middle}>{number}</text>')
    parts.append(f'<text class="ink" text-anchor="middle" x="{LEFT + WIDTH / 2}" y="284">w</text>')
    turned = f'transform="translate(22,{TOP + HEIGHT / 2}) rotate(-90)" text-anchor="middle"'
    return "".join([*parts, f'<text class="ink" {turned}>loss</text>{inside}</svg>'])
