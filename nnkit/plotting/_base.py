"""What all figures share: palette, axes, alt text, checks of the arguments."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from nnkit._types import Array, ShapeError

#: Colours of Okabe and Ito (2008), told apart with every common colour vision; yellow last.
PALETTE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#000000",
    "#F0E442",
)
RED, INK = "#D55E00", "#222222"
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))

Names: TypeAlias = Sequence[str] | None
On: TypeAlias = Axes | None  # the axes to draw on; None makes a figure
Span: TypeAlias = tuple[float, float]
Paths: TypeAlias = Mapping[str, Any] | None


def look(k: int) -> dict[str, Any]:
    """Colour, line style and mark of curve k."""
    return {"color": PALETTE[k % 8], "ls": LINES[k % 6], "marker": MARKERS[k % 10]}


def new_axes(ax: On, height: float, width: float = 6.4) -> Axes:
    """Return `ax`, or the axes of a new figure of notebook width (sizes in inches)."""
    return plt.subplots(figsize=(width, height), layout="constrained")[1] if ax is None else ax


def beside(ax: Axes) -> None:
    """Put the legend right of `ax`, where it hides no point, if the figure makes room for it."""
    room = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    ax.legend(**({} if _whole(ax).get_layout_engine() is None else room))


def picture(ax: Axes, box: tuple[float, ...], image: Any, **style: Any) -> Axes:
    """Show `image` (h, w) in `box` (left, bottom, width, height), in shares of `ax`.

    `transform` in `style` gives the box other units, as for `Axes.inset_axes`.
    """
    inset = ax.inset_axes(box, transform=style.pop("transform", None), xticks=[], yticks=[])
    inset.imshow(array("image", image, "h", "w"), **({"cmap": "gray_r"} | style))
    return inset


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
    # $w_{12}$ is read as w_12
    plain = re.sub(r"\$(.+?)\$", lambda math: re.sub(r"[\\{}]", "", math[1]), text)
    ax.alt_text = " ".join(plain.split())
    figure = _whole(ax)
    figure._ipython_display_ = lambda: _publish(figure)  # in place of IPython's own display
    return ax


def _whole(part: Axes | Figure) -> Figure:
    """Return the figure around axes, which may stand in a subfigure."""
    return part.figure.canvas.figure


def alt_text(figure: Figure) -> str:
    """Return the alt texts of all axes of `figure`, joined by a space."""
    return " ".join(ax.alt_text for ax in figure.axes if hasattr(ax, "alt_text"))


def html(figure: Figure | Axes) -> str:
    """Return the figure as one ``<img>`` element with its alt text, for a notebook or a report."""
    return _bundle(_whole(figure))[0]["text/html"]


def _bundle(figure: Figure, scale: float = 2.0) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what a notebook shows: the figure as ``<img>``, PNG and words, and their metadata.

    `scale` times as many pixels keep the picture sharp when a reader zooms in; a palette of 256
    colours keeps the notebook small.
    """
    raw, packed, text = io.BytesIO(), io.BytesIO(), alt_text(figure)
    tight = {"bbox_inches": "tight", "pad_inches": 0.04}
    figure.savefig(raw, dpi=scale * figure.dpi, facecolor="white", **tight)
    pixels = Image.open(raw).convert("RGB")
    pixels.quantize(256, dither=Image.Dither.NONE).save(packed, format="png", optimize=True)
    data, width = base64.b64encode(packed.getvalue()).decode(), round(pixels.width / scale)
    element = f'<img alt="{escape(text)}" width="{width}" src="data:image/png;base64,{data}">'
    bundle = {"text/html": element, "image/png": data, "text/plain": text}
    return bundle, {"image/png": {"alt": text, "width": width}}


def _publish(figure: Figure) -> None:
    from IPython.display import display

    data, metadata = _bundle(figure)
    display(data, metadata=metadata, raw=True)


def array(name: str, value: Any, *dims: str | int, finite: bool = True) -> Array:
    """Return `value` as floats of the dimensions `dims`: numbers, or names for any length."""
    try:
        result = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r:.60}, expected numbers") from None
    pairs = list(zip(result.shape, dims, strict=False))
    fits = all(n == dim if isinstance(dim, int) else n > 0 for n, dim in pairs)
    if result.ndim != len(dims) or not fits:
        expected = ", ".join(map(str, dims)) + "," * (len(dims) == 1)
        raise ShapeError(f"{name} has shape {result.shape}, expected ({expected})")
    if finite and not np.isfinite(result).all():
        raise ValueError(f"{name} contains NaN or infinity, expected finite numbers")
    return result


def names_of(name: str, given: Names, n: int, default: str = "{}") -> list[str]:
    """Return the `n` names `given`, or ``default.format(i)`` for i = 0 .. n-1."""
    names = [default.format(i) for i in range(n)] if given is None else [str(x) for x in given]
    if len(names) != n:
        raise ValueError(f"{name} has {len(names)} entries, expected {n}")
    return names


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
