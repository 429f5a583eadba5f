"""What all parts share: their state, their static figure, their way into a notebook or a page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from nnkit._types import Array, Params, floats

#: What stands below the stored static form until its cell has run.
ALIVE = "Run this cell to work with it (where widgets are shown)."


#: For what can hold the focus: the notebook leaves its keys alone, or `d d` would delete the cell.
KEEP = 'data-lm-suppress-shortcuts="true"'


class Part:
    """A part of a lecture. It lives in the browser; Python gives it its state and its words.

    A class of this kind sets `kind`, the name of its ES module (`kind`.mjs beside it), and hands
    over

    state : what the module needs, as JSON
    alt : the words for a reader who sees no picture
    static : HTML that teaches the same where no module runs

    A notebook stores two outputs: the static one with its words, and the living one. Where the
    living one is shown it hides the other. `state` follows what the student does.
    """

    kind = ""

    def __init__(self, state: dict[str, Any], alt: str, static: str) -> None:
        name = json.dumps([self.kind, state], sort_keys=True)
        self.state = state | {"part": hashlib.sha256(name.encode()).hexdigest()[:10]}
        self.alt = alt
        self._static = static

    def html(self) -> str:
        """The static form: one element that also carries the state (see `page`)."""
        data = escape(json.dumps(self.state, ensure_ascii=False, separators=(",", ":")))
        name = self.state["part"]
        return (
            f'<div class="nnkit-part" data-widget="{self.kind}" data-part="{name}" '
            f'data-state="{data}">{self._static}</div>'
        )

    def __repr__(self) -> str:
        return self.alt

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"text/html": self.html(), "text/plain": self.alt}, raw=True)
        try:
            living = _living(self.kind)(state=self.state)
        except ImportError:  # without the extra `course` the static form stands alone
            return
        living.observe(lambda change: setattr(self, "state", change["new"]), "state")
        bundle = living._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        display({**data, "text/plain": ALIVE}, metadata=metadata, raw=True)


def layers_of(params: Params) -> list[tuple[Array, Array]]:
    """The layers of `params` as arrays of floats."""
    try:
        layers = [(floats(W).astype(float), floats(b).astype(float)) for W, b in params]
    except (TypeError, ValueError):
        raise ValueError(
            "params is no list of (W, b), expected two arrays of numbers for each layer"
        ) from None
    if not layers:
        raise ValueError("params is empty, expected (W, b) for each layer")
    return layers


def module(kind: str) -> str:
    """The ES module of a kind of part: what all share (common.mjs), then its own."""
    return "\n".join(
        files("nnkit.widgets").joinpath(f"{name}.mjs").read_text("utf-8")
        for name in ("common", kind)
    )


@cache
def _living(kind: str) -> type:
    """The anywidget class of a kind; anywidget is loaded here, when a part is first shown."""
    import anywidget
    import traitlets

    body = {"_esm": module(kind), "state": traitlets.Dict().tag(sync=True)}
    return type(kind.capitalize(), (anywidget.AnyWidget,), body)


def page(kinds: list[str]) -> str:
    """HTML that brings all parts of a static page to life, without a kernel and a request.

    Put it once at the end of a page that holds the outputs of a notebook (`nnkit.widgets.export`
    does).

    Parameters
    ----------
    kinds : the kinds of parts on the page, such as ["wiring", "predict"]
    """
    host = files("nnkit.widgets").joinpath("host.mjs").read_text("utf-8")
    urls = {k: "data:text/javascript;base64," + _base64(module(k)) for k in kinds}
    return (
        f'<script type="module">const MODULES = {json.dumps(urls)}, '
        f"ALIVE = {json.dumps(ALIVE)};\n{host}</script>"
    )


def image(svg: str, alt: str, tall: str = "") -> str:
    """`<img>` of an SVG figure that also an untrusted notebook shows.

    Where less than half of its width is free it scrolls. With `tall`, the same figure for narrow
    screens, that one stands where less than three quarters are free. A viewer without styles
    shows the wide one alone.
    """
    width = _width(svg)
    if not tall:
        both = _img(svg, alt, f"max-width:{width}px;min-width:{width // 2}px")
    else:
        edge = f"{0.75 * width:g}px"
        both = _img(svg, alt, f"max-width:clamp(0px,(100% - {edge})*999,{width}px)")
        narrow = f"max-width:clamp(0px,({edge} - 100%)*999,{_width(tall)}px)"
        both += _img(
            tall, "The same from top to bottom, for a narrow screen.", narrow, 'width="0" '
        )
    return f'<div style="overflow-x:auto">{both}</div>'


def _img(svg: str, alt: str, style: str, without: str = "") -> str:
    """`style` is for a viewer that knows it, the attribute `without` for any other."""
    source = f"data:image/svg+xml;base64,{_base64(svg)}"
    return f'<img alt="{escape(alt)}" {without}style="width:100%;{style}" src="{source}">'


def _width(svg: str) -> int:
    found = re.search(r' width="(\d+)', svg)
    return int(found[1]) if found else 760


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
