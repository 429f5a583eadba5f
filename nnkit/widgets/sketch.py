"""A sheet to draw a digit on: the network says what it sees, and which ink moved the answer."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Params, need_choice, shaped
from nnkit.activations import ACTIVATIONS
from nnkit.lessons.explanation import saliency
from nnkit.network import forward
from nnkit.widgets.part import Part, image, layers_of

__all__ = ["Sketch"]

MOST, OUTPUTS, EXAMPLES = 300_000, 20, 20  # of weights, which a page must carry; of the rest
SIDE, WIDE = 224, 272  # of the pictures and of the bars where no module runs
LEVELS = 8  # of the grey and of the colours in a static picture
FOR, AGAINST, INK = (84, 39, 136), (179, 88, 6), (0, 0, 0)  # purple, orange, as nnkit.plotting


class Sketch(Part):
    """Draw a digit with mouse, finger or keyboard and see what a dense network makes of it.

    Parameters
    ----------
    params : list of (W, b)
        Weights (n_in, n_out) and biases (n_out,) of each layer; 784 inputs, one a pixel.
    acts : list of names, optional
        One a layer: "identity", "sigmoid", "tanh", "relu", "softmax". Without it: sigmoids.
    labels : list of str, optional
        What the outputs stand for. Without it: 0, 1, 2, ...
    examples : (n, 28, 28) uint8 array, optional
        Pictures to begin with. Without it: one of each digit of `nnkit.data.handwritten`.

    Raises
    ------
    ValueError
        Shapes that do not fit 784 pixels or each other, too many weights or outputs, names of
        another number, weights that are not finite.

    Notes
    -----
    What is drawn becomes a picture as those of MNIST: a box of 20 x 20 pixels, the centre of mass
    in the middle of 28 x 28. Below it stands, for each pixel, the slope of the chosen output times
    the ink, as by `nnkit.saliency`. The module computes by itself and equals nnkit; weights travel
    as float16 where these are exact, otherwise as float32.

    Examples
    --------
    >>> from nnkit.data import trained_digits
    >>> part = Sketch(trained_digits())
    >>> part.alt[:64]
    'Network 784-16-16-10 looks at a handwritten digit: it says 0 (0.'
    """

    kind = "sketch"

    def __init__(
        self,
        params: Params,
        acts: Sequence[str] | None = None,
        *,
        labels: Sequence[str] | None = None,
        examples: ArrayLike | None = None,
    ) -> None:
        layers = _layers(params)
        names = ["sigmoid"] * len(layers) if acts is None else list(acts)
        if len(names) != len(layers):
            raise ValueError(f"acts has {len(names)} names, expected {len(layers)}, one a layer")
        for name in names:
            need_choice("acts", name, ACTIVATIONS)
        sizes = [784, *(len(b) for _, b in layers)]
        words = [str(k) for k in (range(sizes[-1]) if labels is None else labels)]
        if len(words) != sizes[-1]:
            raise ValueError(f"labels has {len(words)} names, expected {sizes[-1]}, one an output")
        pictures = _pictures(examples)
        kind, layers, packed = _packed(layers)
        state = {
            "sizes": sizes,
            "acts": names,
            "labels": words,
            "kind": kind,
            "weights": packed,
            "examples": _base64(pictures.tobytes()),
            "image": _base64(pictures[0].tobytes()),
            "strokes": [],
        }
        x = pictures[0].ravel() / 255
        outputs = forward(x[None], layers, names)[1][-1][0]
        best = int(outputs.argmax())
        moved = saliency(layers, names, x, best) * x
        shape = "-".join(map(str, sizes))
        alt = f"Network {shape} looks at a handwritten digit: {_said(outputs, words)}"
        super().__init__(state, alt, _still(x, moved, outputs, words, alt))

    @property
    def image(self) -> Array:
        """What is on the sheet now, (28, 28) uint8: an input for your own functions."""
        content = base64.b64decode(self.state["image"])
        return np.frombuffer(content, np.uint8).reshape(28, 28).copy()


def _layers(params: Params) -> list[tuple[Array, Array]]:
    layers = layers_of(params)
    n_in, fit = 784, "the 784 pixels of a picture"
    for number, (W, b) in enumerate(layers, start=1):
        shaped(f"W of layer {number}", W, n_in, "n_out", fit=fit)
        n_in, fit = W.shape[1], f"layer {number}"
        shaped(f"b of layer {number}", b, n_in, fit="its W")
    total = sum(W.size + b.size for W, b in layers)
    if total > MOST or n_in > OUTPUTS:
        raise ValueError(
            f"params has {total} numbers and {n_in} outputs, expected at most {MOST} and {OUTPUTS}"
        )
    if not all(np.abs(array).max() < 3e38 for layer in layers for array in layer):
        raise ValueError("params holds NaN or infinity, expected finite numbers")
    return layers


def _pictures(examples: ArrayLike | None) -> Array:
    if examples is None:
        from nnkit.data import handwritten

        images, labels = handwritten("test")
        return images[[int((labels == k).argmax()) for k in range(10)]]
    pictures = np.asarray(examples)
    if pictures.dtype != np.uint8 or pictures.shape[1:] != (28, 28):
        raise ValueError(
            f"examples has dtype {pictures.dtype} and shape {pictures.shape}, expected uint8 and "
            "(n, 28, 28), as nnkit.data.handwritten() has"
        )
    if not 1 <= len(pictures) <= EXAMPLES:
        raise ValueError(f"examples has {len(pictures)} pictures, expected 1 to {EXAMPLES}")
    return pictures


def _packed(layers: Params) -> tuple[str, list[tuple[Array, Array]], str]:
    """The weights in one text: its type, the weights as they are read from it, the text."""
    flat = np.concatenate([array.ravel() for layer in layers for array in layer])
    with np.errstate(over="ignore"):
        half = flat.astype("<f2")
    exact = np.array_equal(half.astype(float), flat)
    kind = "float16" if exact else "float32"
    short = half if exact else flat.astype("<f4")
    read = [(W.astype(short.dtype).astype(float), b.astype(short.dtype).astype(float))
            for W, b in layers]  # fmt: skip
    return kind, read, _base64(short.tobytes())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _said(outputs: Array, words: Sequence[str]) -> str:
    """What the network says, as the module writes it."""
    texts = [f"{words[k]} ({_short(outputs[k])})" for k in np.argsort(-outputs, kind="stable")[:2]]
    if len(texts) == 1:
        return f"output {words[0]} is {_short(outputs[0])}."
    return f"it says {texts[0]}, next {texts[1]}."


def _short(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _still(x: Array, moved: Array, outputs: Array, words: Sequence[str], alt: str) -> str:
    """The static form: the picture, what moved the answer, the outputs; a narrow screen wraps."""
    best = int(outputs.argmax())
    legend = "Purple ink raised it, orange lowered it."
    told = ", ".join(f"{word}: {_short(v)}" for word, v in zip(words, outputs, strict=True))
    figures = [
        ("The network sees", _sheet(x, (INK, INK)), alt, SIDE),
        (
            f"What moved “{words[best]}”",
            _sheet(moved / (float(np.abs(moved).max()) or 1.0), (FOR, AGAINST)),
            f"What moved “{words[best]}”. {legend}",
            SIDE,
        ),
        ("Outputs", _bars(outputs, words, best), f"Outputs: {told}.", WIDE),
    ]
    parts = [
        f'<figure style="margin:0;flex:1 1 {0.75 * width:g}px;max-width:{width}px">'
        f"<figcaption>{escape(title)}</figcaption>{image(svg, text)}</figure>"
        for title, svg, text, width in figures
    ]
    together = "".join(parts)
    return f'<div style="display:flex;flex-wrap:wrap;gap:8px 14px">{together}</div><p>{legend}</p>'


def _bars(outputs: Array, words: Sequence[str], best: int) -> str:
    """The outputs as bars, each between its label and its value."""
    step = min(24.0, (SIDE - 4) / len(words))
    low, high = min(0.0, float(outputs.min())), max(1.0, float(outputs.max()))
    left = 14 + 8 * max(map(len, words))
    room = (WIDE - left - 60) / (high - low)
    height = round(step * len(words)) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {height}" width="{WIDE}">'
        "<style>text{font:13px system-ui,sans-serif;fill:#222}</style>"
        f'<rect width="{WIDE}" height="{height}" fill="#fff"/>'
    ]
    for k, (word, value) in enumerate(zip(words, outputs, strict=True)):
        y = 2 + k * step
        start = left + room * (min(0.0, float(value)) - low)
        bold = ' font-weight="700"' if k == best else ""
        parts.append(
            f'<text x="6" y="{y + 16:g}"{bold}>{escape(word)}</text>'
            f'<rect x="{start:g}" y="{y + 5:g}" width="{room * abs(value):.1f}" height="14" '
            f'fill="#0072B2"/><text x="{WIDE - 6}" y="{y + 16:g}" text-anchor="end"{bold}>'
            f"{_short(value)}</text>"
        )
    return "".join([*parts, "</svg>"])


def _sheet(values: Array, colours: tuple[Any, Any]) -> str:
    """A picture of 784 values in [-1, 1], white at 0, in a few steps."""
    paths = []
    for sign, colour in zip((1, -1), colours, strict=True):
        level = np.rint(np.clip(sign * values, 0, 1) * LEVELS).astype(int)
        for shade in range(1, LEVELS + 1):
            pixels = np.flatnonzero(level == shade)
            if len(pixels):
                rgb = ",".join(f"{255 - (255 - c) * shade // LEVELS}" for c in colour)
                path = "".join(f"M{p % 28} {p // 28}h1v1h-1z" for p in pixels)
                paths.append(f'<path fill="rgb({rgb})" d="{path}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" width="{SIDE}">'
        f'<rect width="28" height="28" fill="#fff"/>{"".join(paths)}'
        '<rect width="28" height="28" fill="none" stroke="#888" stroke-width="0.25"/></svg>'
    )
