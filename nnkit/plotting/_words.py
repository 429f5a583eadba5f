"""Figures in words: alt text and its way into a notebook, numbers as figures show them."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any, TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from nnkit._types import Array

Names: TypeAlias = Sequence[str] | None


def alt(ax: Axes, text: str) -> Axes:
    """Attach the alt text `text` to `ax`, in place of an earlier one, and return `ax`.

    In a notebook the figure is then an ``<img alt="...">``. JupyterLab, Notebook and nbconvert
    leave out an alt text that stands only in an output's metadata, so the figure is published as
    HTML, beside a plain PNG for formats without HTML. Several axes of a figure join their texts.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = alt(plt.figure().add_subplot(), "A line that falls from 3 to 1.")
    >>> ax.alt_text
    'A line that falls from 3 to 1.'
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text is {text!r}, expected a sentence that says what the figure shows")
    # $w_{12}$ is read as w_12
    plain = re.sub(r"\$(.+?)\$", lambda math: re.sub(r"[\\{}]", "", math[1]), text)
    ax.alt_text = " ".join(plain.split())
    figure = ax.figure.canvas.figure  # the whole one: axes may stand in a subfigure
    figure._ipython_display_ = lambda: _publish(figure)  # in place of IPython's own display
    return ax


def alt_text(figure: Figure) -> str:
    """Return the alt texts of all axes of `figure`, joined by a space."""
    return " ".join(ax.alt_text for ax in figure.axes if hasattr(ax, "alt_text"))


def html(figure: Figure | Axes) -> str:
    """Return the figure as one ``<img>`` element with its alt text, for a notebook or a report."""
    return _bundle(figure.figure.canvas.figure)[0]["text/html"]


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


def number(value: float) -> str:
    """Write a number for a figure: at most three digits after the point, a real minus sign."""
    text = f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e4 else f"{value:.3g}"
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}")


def plural(n: int, what: str) -> str:
    """Write "1 step", "2 steps"."""
    return f"{n} {what}{'s' * (n != 1)}"


def listing(values: Sequence[float] | Array, between: str = ", ") -> str:
    """Write numbers for a figure, separated by commas or the text `between`."""
    return between.join(number(value) for value in values)


def names_of(name: str, given: Names, n: int, default: str = "{}") -> list[str]:
    """Return the `n` names `given`, or ``default.format(i)`` for i = 0 .. n-1."""
    names = [default.format(i) for i in range(n)] if given is None else [str(x) for x in given]
    if len(names) != n:
        raise ValueError(f"{name} has {len(names)} entries, expected {n}")
    return names
