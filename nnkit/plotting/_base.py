"""What all figures share: palette, axes, arrows, checks of the arguments."""

from __future__ import annotations

from typing import Any, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnkit._types import Array, shaped

#: Colours of Okabe and Ito (2008), told apart with every common colour vision; yellow last.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#F0E442")
RED, INK = "#D55E00", "#222222"
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))

On: TypeAlias = Axes | None  # the axes to draw on; None makes a figure
Point: TypeAlias = tuple[float, float] | Array
Span: TypeAlias = tuple[float, float]


def look(k: int, **other: Any) -> dict[str, Any]:
    """Colour, line style and mark of curve k; `other` properties are added or take their place."""
    return {"color": PALETTE[k % 8], "ls": LINES[k % 6], "marker": MARKERS[k % 10]} | other


def new_axes(ax: On, height: float, width: float = 6.4) -> Axes:
    """Return `ax`, or the axes of a new figure of notebook width (sizes in inches)."""
    return plt.subplots(figsize=(width, height), layout="constrained")[1] if ax is None else ax


def beside(ax: Axes) -> None:
    """Put the legend right of `ax`, where it hides no point, if the figure makes room for it."""
    room = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    ax.legend(**({} if ax.figure.get_layout_engine() is None else room))


def arrow(ax: Axes, start: Point, end: Point, zorder: float = 3, **style: Any) -> None:
    """Draw an arrow; `style` are properties of matplotlib's `FancyArrowPatch`."""
    standard = {"arrowstyle": "-|>", "color": RED, "lw": 2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=standard | style, zorder=zorder)


def picture(ax: Axes, box: tuple[float, ...], image: Any, **style: Any) -> Axes:
    """Show `image` (h, w) in `box` (left, bottom, width, height), in shares of `ax`.

    `transform` in `style` gives the box other units, as for `Axes.inset_axes`.
    """
    inset = ax.inset_axes(box, transform=style.pop("transform", None), xticks=[], yticks=[])
    inset.imshow(array("image", image, "h", "w"), **({"cmap": "gray_r"} | style))
    return inset


def array(name: str, value: Any, *dims: str | int, finite: bool = True) -> Array:
    """Return `value` as floats of the dimensions `dims`: numbers, or names for any length."""
    try:
        result = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r:.60}, expected numbers") from None
    if finite and not np.isfinite(result).all():
        raise ValueError(f"{name} contains NaN or infinity, expected finite numbers")
    return shaped(name, result, *dims)
