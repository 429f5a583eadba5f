"""The matplotlib backend of the room: draws with Agg, `plt.show()` puts figures on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import FigureManagerBase as FigureManager
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

__all__ = ["FigureCanvas", "FigureManager", "show"]

on_show: list[Callable[[], None]] = []


def show(*args: Any, **kwargs: Any) -> None:
    """Show the open figures now."""
    for function in on_show:
        function()
