"""What all figures share: palette, axes, alt text, checks of the arguments."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnkit._types import Array, ShapeError

#: Colours of Okabe and Ito (2008), told apart with every common colour vision; yellow last.
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#F0E442",
)  # fmt: skip
RED, INK = "#D55E00", "#222222"
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))


def look(k: int) -> dict[str, Any]:
    """Colour, line style and mark of curve k."""
    return {"color": PALETTE[k % 8], "ls": LINES[k % 6], "marker": MARKERS[k % 10]}


def new_axes(ax: Axes | None, height: float, width: float = 6.4) -> Axes:
    """Return `ax`, or the axes of a new figure of notebook width (sizes in inches)."""
    return plt.subplots(figsize=(width, height), layout="constrained")[1] if ax is None else ax


def beside(ax: Axes) -> None:
    """Put the legend right of `ax`, where it hides no point, if the figure makes room for it."""
    room = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    ax.legend(**({} if _figure(ax).get_layout_engine() is None else room))


def alt(ax: Axes, text: str) -> Axes:
    """Attach the alt text `text` to `ax`, in place of an earlier one, and return `ax`.

    In a notebook the figure is then an ``<img alt="...">``. JupyterLab, Notebook and nbconvert
    leave out an alt text that stands only in an output's metadata, so the figure is published as
    HTML, beside a plain PNG for formats without HTML. Several axes of a figure join their texts.

    Examples
    --------
    >>> ax = alt(plt.figure().add_subplot(), "A line that falls from 3 to 1.")
    >>> ax.alt_text
    'A line that falls from 3 to 1.'
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text is {text!r}, expected a sentence that says what the figure shows")
    plain = re.sub(
        r"\$(.+?)\$", lambda math: re.sub(r"[\\{}]", "", math[1]), text
    )  # $w_{12}$: w_12
    ax.alt_text = " ".join(plain.split())
    figure = _figure(ax)
    figure._ipython_display_ = partial(_publish, figure)
    return ax


def _figure(part: Any) -> Any:
    while not isinstance(part, Figure):  # axes or a subfigure
        part = part.figure
    return part


def alt_text(figure: Figure) -> str:
    """Return the alt texts of all axes of `figure`, joined by a space."""
    return " ".join(ax.alt_text for ax in figure.axes if hasattr(ax, "alt_text"))


def html(figure: Figure | Axes) -> str:
    """Return the figure as one ``<img>`` element with its alt text, for a notebook or a report."""
    return _image(_figure(figure))[0]


def _image(figure: Figure, scale: float = 2.0) -> tuple[str, str, int]:
    """Return the ``<img>``, the PNG in base64 and its width in CSS pixels.

    `scale` times as many pixels keep the picture sharp when a reader zooms in; a palette of 256
    colours keeps the notebook small.
    """
    from PIL import Image  # matplotlib needs it, so it is there

    raw, packed = io.BytesIO(), io.BytesIO()
    tight = {"bbox_inches": "tight", "pad_inches": 0.04}
    figure.savefig(raw, dpi=scale * figure.dpi, facecolor="white", **tight)
    picture = Image.open(raw).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(packed, format="png", optimize=True)
    data, width = base64.b64encode(packed.getvalue()).decode(), round(picture.width / scale)
    source = f"data:image/png;base64,{data}"
    return f'<img alt="{escape(alt_text(figure))}" width="{width}" src="{source}">', data, width


def _publish(figure: Figure) -> None:
    """Show `figure` in a notebook; IPython calls this in place of its own display."""
    from IPython.display import display

    element, data, width = _image(figure)
    text = alt_text(figure)
    bundle = {"text/html": element, "image/png": data, "text/plain": text}
    display(bundle, raw=True, metadata={"image/png": {"alt": text, "width": width}})


def array(name: str, value: Any, *dims: str | int, finite: bool = True) -> Array:
    """Return `value` as floats of the dimensions `dims`: numbers, or names for any length."""
    try:
        result = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r:.60}, expected numbers") from None
    if result.ndim != len(dims) or any(
        n < 1 if isinstance(dim, str) else n != dim
        for n, dim in zip(result.shape, dims, strict=True)
    ):
        expected = ", ".join(map(str, dims)) + "," * (len(dims) == 1)
        raise ShapeError(f"{name} has shape {result.shape}, expected ({expected})")
    if finite and not np.isfinite(result).all():
        raise ValueError(f"{name} contains NaN or infinity, expected finite numbers")
    return result


def class_of(name: str, value: Any, n: int | None = None) -> Array:
    """Return `value` as integers 0, 1, ... after checking them, and that there are `n`."""
    given = array(name, value, "N" if n is None else n)
    if (given % 1).any() or given.min() < 0:
        raise ValueError(f"{name} has entries such as {min(given)}, expected integers from 0")
    return given.astype(int)


def names_of(name: str, given: Sequence[str] | None, n: int, default: str = "{}") -> list[str]:
    """Return the `n` names `given`, or ``default.format(i)`` for i = 0 .. n-1."""
    if given is not None and len(given) != n:
        raise ValueError(f"{name} has {len(given)} entries, expected {n}")
    return [default.format(i) for i in range(n)] if given is None else [str(x) for x in given]


def number(value: float) -> str:
    """Write a number for a figure: at most three digits after the point, a real minus sign."""
    text = f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e4 else f"{value:.3g}"
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}")


def count(n: int, what: str) -> str:
    """Write "1 step", "2 steps"."""
    return f"{n} {what}{'s' * (n != 1)}"


def listing(values: Sequence[float] | Array) -> str:
    """Write numbers for a figure, separated by commas."""
    return ", ".join(number(value) for value in values)
