"""What a student's cell shows: text, values and figures, collected within a budget."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from typing import Any

MAX_FIGURES = 20
MAX_OUTPUTS = 1000


class Screen:
    """Collects the outputs of one cell after another, in the form of nbformat."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.left = 0
        self.cut = False

    def start(self, budget: int) -> None:
        """Begin a cell that may show `budget` bytes."""
        self.outputs, self.left, self.cut = [], budget, False

    def write(self, name: str, text: str) -> None:
        """Add text to the stream `name`, joined to what is there."""
        text = self._fit(text)
        if not text:
            return
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"].append(text)
        elif len(self.outputs) < MAX_OUTPUTS:
            self.outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def show(self, kind: str, data: dict[str, str]) -> None:
        """Add a display_data or execute_result."""
        if len(self.outputs) >= MAX_OUTPUTS:
            self.cut = True
            return
        kept = {mime: text for mime, text in data.items() if self._takes(mime, text)}
        if kept:
            self.outputs.append({"output_type": kind, "data": kept, "metadata": {}})

    def _takes(self, mime: str, text: str) -> bool:
        if mime != "text/plain" and len(text) > self.left:
            self.cut = True
            return False
        self.left -= len(text)
        return True

    def _fit(self, text: str) -> str:
        if len(text) > self.left:
            self.cut = True
            text = text[: max(0, self.left)]
        self.left -= len(text)
        return text

    def finished(self) -> list[dict[str, Any]]:
        """The outputs of the cell, streams joined."""
        return [
            {**out, "text": "".join(out["text"])} if out["output_type"] == "stream" else out
            for out in self.outputs
        ]


class Writer(io.TextIOBase):
    """sys.stdout or sys.stderr of the room."""

    encoding = "utf-8"

    def __init__(self, screen: Screen, name: str):
        self._screen, self._name = screen, name

    def write(self, text: str) -> int:
        """Collect `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() needs a str, not {type(text).__name__}")
        self._screen.write(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        """Tell that it is a stream to write to."""
        return True

    def isatty(self) -> bool:
        """Tell that nobody sits there."""
        return False


def bundle(value: Any) -> dict[str, str]:
    """What can be shown of `value`: text, and a picture where it has one."""
    data = {"text/plain": repr(value)[:100_000]}
    method = getattr(type(value), "_repr_png_", None)
    picture = method(value) if callable(method) else None
    if isinstance(picture, tuple):
        picture = picture[0]
    if isinstance(picture, bytes):
        picture = base64.b64encode(picture).decode()
    if isinstance(picture, str):
        data["image/png"] = picture
    if "image/png" not in data and _is_figure(value):
        data["image/png"] = _png(value)
    return data


def _is_figure(value: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def _png(figure: Any) -> str:
    from . import figures  # with matplotlib, which is there by now

    return base64.b64encode(figures.png(figure)).decode()


def show_figures(screen: Screen) -> None:
    """Show every open figure and close it, as the inline backend does."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums()[:MAX_FIGURES]:
            figure = pyplot.figure(number)
            if figure.get_axes() or figure.texts or figure.images or figure.lines:
                screen.show("display_data", {"text/plain": repr(figure), "image/png": _png(figure)})
    finally:
        pyplot.close("all")


def make_display(screen: Screen) -> Callable[..., None]:
    """Make the function `display` that a notebook has without importing it."""

    def display(*values: Any, **options: Any) -> None:
        for value in values:
            raw = options.get("raw") and isinstance(value, dict)
            data = {k: v for k, v in value.items() if isinstance(v, str)} if raw else bundle(value)
            screen.show("display_data", data)

    return display


class QuietShell:
    """What `get_ipython()` gives a student's cell: whatever is asked of it does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **options: None


def replace_ipython(screen: Screen) -> None:
    """Let IPython's own `display` show on this screen; nothing to do when it is not there."""
    shown: dict[str, Any] = {
        "display": make_display(screen),
        "clear_output": lambda wait=False: None,
    }
    for name in ("IPython.display", "IPython.core.display_functions"):
        module = sys.modules.get(name)
        for key, function in shown.items():
            if hasattr(module, key):
                setattr(module, key, function)
