"""The matplotlib backend of the room: draws with Agg, `plt.show()` puts figures on the screen."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backend_bases import FigureManagerBase as FigureManager
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
from PIL import Image

__all__ = ["FigureCanvas", "FigureManager", "show"]

MARGIN, PAD = 0.5, 0.1  # in inches: drawn around a figure; left around what is in it

on_show: list[Callable[[], None]] = []


def show(*args: Any, **kwargs: Any) -> None:
    """Show the open figures now."""
    for function in on_show:
        function()


def png(figure: Any) -> bytes:
    """The figure as PNG; without a layout of its own, cropped to what is drawn, as Jupyter has it.

    It is drawn once, with a margin, and what is empty is cut off: matplotlib's "tight" draws twice.
    """
    if figure.get_layout_engine() is not None:  # then nothing lies outside
        return _saved(figure)
    inside = figure.bbox_inches.padded(MARGIN)
    figure.savefig(_Nowhere(), format="raw", bbox_inches=inside)
    renderer = getattr(figure.canvas, "renderer", None)
    if renderer is None or _reaches_out(figure, inside, renderer):
        return _saved(figure, bbox_inches="tight")
    return _without_border(renderer) or _saved(figure, bbox_inches="tight")


class _Nowhere(io.RawIOBase):
    """Takes what nobody reads."""

    def write(self, data: Any) -> int:
        """Take `data`."""
        return len(data)


def _saved(figure: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", **options)
    return file.getvalue()


def _reaches_out(figure: Any, inside: Any, renderer: Any) -> bool:
    """Whether something lies outside: perhaps by itself, so that nothing touches the border."""
    x0, y0, x1, y1 = inside.transformed(figure.dpi_scale_trans).extents
    parts = [*figure.get_default_bbox_extra_artists(), *(axes.title for axes in figure.axes)]
    extents = [part.get_window_extent(renderer).extents for part in parts]
    return any(a < x0 or b < y0 or c > x1 or d > y1 for a, b, c, d in extents)


def _without_border(renderer: Any) -> bytes | None:
    """What was drawn without the empty space around it, None where it reaches the border."""
    pixels = np.asarray(renderer.buffer_rgba())
    colours = pixels.view(np.uint32)[:, :, 0]
    drawn = colours != colours[0, 0]
    pad, parts = int(PAD * renderer.dpi), []
    for axis in (1, 0):
        where = np.flatnonzero(drawn.any(axis=axis))
        if not len(where) or where[0] == 0 or where[-1] + 1 == drawn.shape[1 - axis]:
            return None
        parts.append(slice(max(0, where[0] - pad), where[-1] + pad + 1))
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[tuple(parts)])).save(file, format="png")
    return file.getvalue()
