"""Points of two kinds and a line, or a few bends, that the student turns and shifts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Array, Params, class_labels, count, need_choice, numbers, shaped
from nnkit.losses import nll_logits
from nnkit.network import forward
from nnkit.widgets.part import Part, image

__all__ = ["Line"]

ACTS = ("identity", "tanh", "relu")
MOST = 4  # units
LEFT, TOP, SIDE, CELLS = 44, 26, 330, 110  # the square of the points, and the fields of a row
COLOURS = ("#0072B2", "#E69F00")
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)  # borders of the shades, for `soft`
KINDS = ("M{0:.1f} {1:.1f}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M{0:.1f} {1:.1f}m-4.5-4.5h9v9h-9z")
RING = "M{0:.1f} {1:.1f}m-9.5 0a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0-19 0"
STILL = """<style>.paper{fill:#fff}.ink{fill:#222}.rule{stroke:#222;fill:none}
text{font:13px system-ui,sans-serif}</style>"""


class Line(Part):
    """A neuron on the plane whose line is moved by hand, or some neurons with a bend and their sum.

    Neuron k computes z_k = steep (cos(turn) x1 + sin(turn) x2 - shift) and a_k = act(z_k). The
    answer is yes where c + out . a is 0 or more.

    Parameters
    ----------
    X : (N, 2) array
        Points, drawn on a square around 0.
    y : (N,) array
        Their kinds, 0 (no) and 1 (yes).
    lines : list of (turn, shift) or (turn, shift, steep)
        One a neuron, at most 4: degrees, a length, and a factor that is 1 when it is left out.
    act : "identity", "tanh" or "relu"
    out : (K,) array, optional
        Weights of the activations in the sum. Without it: all 1.
    c : number
        Bias of the sum.
    soft : bool
        Shade by the probability sigma(z), let the steepness be moved, and tell the mean loss.
    numbers : bool
        Whether weights and biases are shown.
    classes, axes : two names each

    Raises
    ------
    ValueError
        Shapes that do not fit, kinds other than 0 and 1, no line or too many.

    Notes
    -----
    The module computes by itself and equals `nnkit.forward`; `params` is where the student is.

    Examples
    --------
    >>> part = Line([[-1, 0], [1, 0]], [0, 1], [(90, 0.5)], classes=("dry", "wet"))
    >>> part
    2 points, dry or wet, and a line that the reader turns and shifts: at first 1 of 2 right.
    >>> W, b = part.params[0]
    """

    kind = "line"

    def __init__(
        self,
        X: ArrayLike,
        y: ArrayLike,
        lines: Sequence[Sequence[float]] = ((90, 0),),
        *,
        act: str = "identity",
        out: ArrayLike | None = None,
        c: float = 0.0,
        soft: bool = False,
        numbers: bool = False,
        classes: Sequence[str] = ("no", "yes"),
        axes: Sequence[str] = ("x₁", "x₂"),
    ) -> None:
        X = shaped("X", X, "N", 2)
        kinds = class_labels(shaped("y", y, len(X), fit="X"), 2)
        need_choice("act", act, ACTS)
        units = [{"turn": t, "shift": s, "steep": k} for t, s, k in map(_three, lines)]
        if count("the number of lines", len(units)) > MOST:
            raise ValueError(f"lines has {len(units)} entries, expected at most {MOST}")
        weights = np.ones(len(units)) if out is None else out
        weights = shaped("out", weights, len(units), fit="lines")
        state: dict[str, Any] = {
            "X": X.round(4).tolist(),
            "y": kinds.tolist(),
            "lines": units,
            "act": act,
            "out": weights.tolist(),
            "c": float(c),
            "soft": soft,
            "numbers": numbers,
            "reach": float(np.ceil(11 * np.abs(X).max()) / 10) or 1.0,
            "square": [LEFT, TOP, SIDE, CELLS],
            "levels": [float(np.log(p / (1 - p))) for p in SHARES] if soft else [0.0],
            "ring": RING.replace(":.1f", ""),
        }
        drawn = draw(state)
        right = f"{drawn['right']} of {len(X)} right"
        what = "a line" if len(units) == 1 else f"{len(units)} neurons ({act})"
        alt = f"{len(X)} points, {classes[0]} or {classes[1]}, and {what} that the reader "
        alt += f"turns and shifts: at first {right}."
        state["svg"] = _picture(state, drawn, classes, axes, still=False)
        still = image(_picture(state, drawn, classes, axes), alt)
        super().__init__(state, alt, f"{still}<p>{escape(right)}.</p>")

    @property
    def params(self) -> Params:
        """Weights and biases [(W, b), (out, c)] of the neurons where the student has put them."""
        return _params(self.state)


def _three(line: Sequence[float]) -> tuple[float, float, float]:
    values = numbers("lines", line).ravel().tolist()
    if len(values) not in (2, 3) or not np.isfinite(values).all():
        raise ValueError(f"lines has {line!r}, expected (turn, shift) or (turn, shift, steep)")
    turn = (values[0] + 180) % 360 - 180
    return turn, values[1], values[2] if len(values) == 3 else 1.0


def _params(state: dict[str, Any]) -> Params:
    turn, shift, steep = (np.array([u[k] for u in state["lines"]]) for k in state["lines"][0])
    W = steep * [np.cos(np.radians(turn)), np.sin(np.radians(turn))]
    return [(W, -steep * shift), (np.array(state["out"])[:, None], np.array([state["c"]]))]


def scores(state: dict[str, Any], X: ArrayLike) -> Array:
    """The sum z of each point; the answer is yes where it is 0 or more."""
    z: Array = forward(X, _params(state), [state["act"], "identity"])[1][-1][:, 0]
    return z


def draw(state: dict[str, Any]) -> dict[str, Any]:
    """What moves: paths of the shades, of each neuron's line and arrow, of the rings, the count."""
    left, top, side, cells = state["square"]
    reach, size = state["reach"], side / cells

    def place(x: ArrayLike) -> Array:
        return (np.array([1, -1]) * x / (2 * reach) + 0.5) * side + [left, top]

    middle = (np.arange(cells) + 0.5) / cells * 2 * reach - reach
    field = np.stack(np.meshgrid(middle, -middle), axis=-1).reshape(-1, 2)
    z = scores(state, field).reshape(cells, cells)
    shades = []
    for level in state["levels"]:
        edges = np.diff(np.pad((z >= level).astype(int), ((0, 0), (1, 1))))
        rows, begin = np.nonzero(edges == 1)
        runs = zip(begin, rows, np.nonzero(edges == -1)[1] - begin, strict=True)
        shades.append(
            "".join(
                f"M{left + k * size:g} {top + r * size:g}h{n * size:g}v{size:g}h{-n * size:g}z"
                for k, r, n in runs
            )
        )
    marks = []
    for unit in state["lines"]:
        u = np.array([np.cos(np.radians(unit["turn"])), np.sin(np.radians(unit["turn"]))])
        across, wing = np.array([-u[1], u[0]]), 0.05 * reach
        foot, tip = unit["shift"] * u, (unit["shift"] + 0.2 * reach) * u
        steps = [foot - 3 * reach * across, foot + 3 * reach * across, foot, tip]
        steps += [tip - wing * (u + across), tip, tip - wing * (u - across)]
        spots = zip("MLMLMLL", map(place, steps), strict=True)
        marks.append("".join(f"{command}{x:.1f} {y:.1f}" for command, (x, y) in spots))
    Z, y = scores(state, state["X"]), np.array(state["y"])
    wrong = (Z >= 0) != y
    rings = "".join(RING.format(*place(x)) for x in np.array(state["X"])[wrong])
    loss = float(nll_logits(Z, y).mean())
    right = int(np.sum(~wrong))
    return {"shades": shades, "marks": marks, "rings": rings, "right": right, "loss": loss}


def _picture(
    state: dict[str, Any],
    drawn: dict[str, Any],
    classes: Sequence[str],
    axes: Sequence[str],
    *,
    still: bool = True,
) -> str:
    """The drawing, as it stands alone or as the module takes it over."""
    reach, low = state["reach"], TOP + SIDE
    X = (np.array(state["X"]) * [1, -1] / (2 * reach) + 0.5) * SIDE + [LEFT, TOP]
    box = f'x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"'
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 390 396" width="460" '
        'role="img" aria-label="the points and the border">'
    ]
    parts += [f'{STILL}<rect class="paper" width="390" height="396"/>'] if still else []
    shade = f'class="shade" fill="#E69F00" fill-opacity="{0.13 if state["soft"] else 0.3}"'
    parts += [f'<path {shade} d="{d}"/>' for d in drawn["shades"]]
    for kind, (colour, mark) in enumerate(zip(COLOURS, KINDS, strict=True)):
        spots = [*X[np.array(state["y"]) == kind], (LEFT + 6 + 130 * kind, 12)]
        path = "".join(mark.format(*spot) for spot in spots)
        parts.append(f'<path fill="{colour}" stroke="#222" stroke-width="0.7" d="{path}"/>')
        parts.append(_text(classes[kind], LEFT + 17 + 130 * kind, 16))
    ring = RING.format(LEFT + 270, 12)
    parts += [f'<path class="rule" stroke-width="2" d="{ring}"/>', _text("wrong", LEFT + 286, 16)]
    parts.append(f'<svg {box} aria-hidden="true" viewBox="{LEFT} {TOP} {SIDE} {SIDE}">')
    for out, d in zip(state["out"], drawn["marks"], strict=True):
        dash = 'stroke-dasharray="7 5"' if out < 0 else ""
        parts.append(f'<path class="rule mark" stroke-width="2" {dash} d="{d}"/>')
    parts.append(f'</svg><path class="rule rings" stroke-width="2" d="{drawn["rings"]}"/>')
    parts.append(f'<rect class="rule" {box}/>')
    for value in np.array([-1, 0, 1]) * np.floor(2 * reach) / 2:
        number, at = f"{value:g}".replace("-", "−"), value / reach * SIDE / 2
        parts.append(_text(number, LEFT + SIDE / 2 + at, low + 16, "middle"))
        parts.append(_text(number, LEFT - 6, TOP + SIDE / 2 - at + 4, "end"))
    parts.append(_text(axes[0], LEFT + SIDE, low + 34, "end"))
    turned = f'<g transform="translate(14,{TOP}) rotate(-90)">'
    return "".join([*parts, turned, _text(axes[1], 0, 0, "end"), "</g></svg>"])


def _text(text: str, x: float, y: float, anchor: str = "start") -> str:
    return f'<text class="ink" text-anchor="{anchor}" x="{x:g}" y="{y:g}">{escape(text)}</text>'
