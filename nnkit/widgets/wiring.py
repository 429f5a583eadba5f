"""The network itself as the page: every value above, every slope below, to move and to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnkit._types import Params, layer_widths, need_choice, numbers, shaped
from nnkit.activations import activate_backward
from nnkit.layers import dense_backward
from nnkit.losses import LOSSES
from nnkit.network import forward
from nnkit.widgets.drawing import picture
from nnkit.widgets.part import Part, image, layers_of

__all__ = ["Wiring"]

MODES = ("move", "nudge", "fill", "paths")
LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
ACTS = ("identity", "sigmoid", "tanh", "relu", "softmax")


class Wiring(Part):
    """A small dense network for one example, with a name for each of its numbers.

    Parameters
    ----------
    params : list of (W, b)
        Weights (n_in, n_out) and biases (n_out,) of each layer.
    acts : list of names
        One a layer: "identity", "sigmoid", "tanh", "relu" or (last) "softmax".
    x, y : (n_0,) and (n_L,) arrays, or numbers
        The example and its target.
    loss : str
        A name of `nnkit.losses.LOSSES`, for this one example.
    mode : one or more of "move", "nudge", "fill", "paths"
        What the student does: move a number and watch the rest; nudge one and follow the change;
        fill in the slopes from the end; light up the ways from one number to the loss.
    ask : list of names, for "fill"
        Whose slopes are asked, in this order. Without it: all, from the loss to the inputs.
    given : list of names, for "fill"
        Those of `ask` whose slopes stand there from the start, as an example.
    only : list of names, for "move", "nudge" and "paths"
        What may be chosen. Without it: every input, weight and bias.
    slopes : bool
        Whether slopes are shown before the student has found them; never those to be filled in.
    names : dict
        Other names, such as ``{"a3": "ŷ"}``. Without it neurons are counted through: z1, a1, w1 ..
    unit, result : str
        Letters of the activations and of the loss.

    Raises
    ------
    ValueError
        Sizes that do not fit, more than 8 units in a layer, a name that does not exist.

    Notes
    -----
    The module computes by itself and equals `nnkit.forward` and `nnkit.backprop`. Diagram of units
    01, 04 and 06 to 08; values above and slopes below the wires as in circuit diagrams of
    backpropagation.

    Examples
    --------
    >>> part = Wiring([([[2.0]], [1.0])], ["identity"], x=3, y=5, loss="sse", names={"a1": "ŷ"})
    >>> part.alt
    'Network 1-1 and its loss: x = 3, w₁ = 2, b₁ = 1, ŷ = 7, L = 4.'
    """

    kind = "wiring"

    def __init__(
        self,
        params: Params,
        acts: Sequence[str],
        x: ArrayLike,
        y: ArrayLike,
        loss: str = "sse",
        *,
        mode: str | Sequence[str] = ("move", "nudge"),
        ask: Sequence[str] | None = None,
        given: Sequence[str] = (),
        only: Sequence[str] | None = None,
        slopes: bool = True,
        names: Mapping[str, str] | None = None,
        unit: str = "a",
        result: str = "L",
    ) -> None:
        modes = list(mode) if isinstance(mode, list | tuple) and mode else [mode]
        for one in modes:
            need_choice("mode", one, MODES)
        need_choice("loss", loss, LOSSES)
        for act in acts:
            need_choice("acts", act, ACTS)
        x, y = (np.atleast_1d(numbers(n, v, finite=True)) for n, v in (("x", x), ("y", y)))
        layers = layers_of(params)
        if len(acts) != len(layers):
            raise ValueError(f"acts is {acts!r}, expected {len(layers)} names, one a layer")
        for k, layer in enumerate(layers, 1):
            for name, part in zip("Wb", layer, strict=True):
                numbers(f"{name} of layer {k}", part, finite=True)
        sizes = layer_widths([len(x), *(len(b) for _, b in layers)])
        if max(sizes) > 8 or len(sizes) > 6:
            raise ValueError(f"params gives sizes {sizes}, expected at most 8 units and 5 layers")
        shaped("y", y, sizes[-1], fit="the last layer of params")
        if "softmax" in acts[:-1]:
            raise ValueError("acts has 'softmax' inside, expected it in the last layer only")
        words = _names(sizes, acts, unit, result, names or {})
        if len(set(words.values())) != len(words):
            raise ValueError(f"names is {names!r}, expected names that all differ")
        value, slope = _numbers(layers, acts, x, y, loss)
        back = [key for key in _backwards(sizes, acts) if key in words]
        free = [key for key in words if key[0] in "xwb"]
        hidden = "fill" in modes
        asked = [_key(one, words, "ask") for one in ask] if ask is not None else back
        done = [_key(one, words, "given") for one in given]
        if not set(done) <= set(asked):
            raise ValueError(f"given is {list(given)!r}, expected names that ask has")

        def told(key: str) -> str:  # a space keeps the room for it
            if hidden and key in asked and key not in done:
                return "?"
            open_ = key in done if hidden else slopes
            return show(slope[key]) if open_ else "\N{NO-BREAK SPACE}"

        texts = {key: (show(value[key]), "" if key[0] in "xy" else told(key)) for key in words}
        rows = _rows(sizes, acts)
        few = 6 if hidden else 4  # wires between two layers that all show their names
        listed = ", ".join(f"{words[key]} = {show(value[key])}" for key in words if key[0] != "y")
        shape = "-".join(map(str, sizes))
        alt = f"Network {shape} and its loss: {listed}."
        if hidden:
            alt += " Asked are the slopes of "
            alt += ", ".join(words[key] for key in asked if key not in done) + "."
        state = {
            "sizes": sizes,
            "acts": list(acts),
            "loss": loss,
            "params": [[W.tolist(), b.tolist()] for W, b in layers],
            "x": x.tolist(),
            "y": y.tolist(),
            "modes": modes,
            "names": words,
            "slopes": slopes,
            "ask": asked,
            "only": free if only is None else [_key(one, words, "only") for one in only],
            "svg": [
                picture(sizes, rows, words, texts, tall=t, still=False, few=few)
                for t in (False, True)
            ],
        }
        if done:
            state["given"] = done
        wide, tall = (picture(sizes, rows, words, texts, tall=t, few=few) for t in (False, True))
        super().__init__(state, alt, image(wide, alt, tall))


def show(value: float) -> str:
    """Write a number as the module does: at most four decimals, five digits, a real minus sign."""
    size = abs(value)
    if size >= 1e5 or 0 < size < 1e-6:
        text = re.sub(r"e([+-])0", r"e\1", f"{value:.1e}")
    elif 0 < size < 1e-3:
        text = np.format_float_positional(value, 2, unique=False, fractional=False, trim="-")
    else:
        text = f"{value:.{4 - max(0, len(str(int(size))) - 1)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text == "-0" else text).replace("-", "−")


def _names(
    sizes: Sequence[int], acts: Sequence[str], unit: str, result: str, other: Mapping[str, str]
) -> dict[str, str]:
    """From key to name, in the order of the forward pass."""
    words = {f"x.{i}": _numbered("x", i, sizes[0]) for i in range(sizes[0])}
    weight = neuron = 0
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        for j in range(n_out):
            for i in range(n_in):
                words[f"w.{layer}.{i}.{j}"] = f"w{(weight := weight + 1)}"
            neuron += 1
            words[f"b.{layer}.{j}"] = f"b{neuron}"
            if acts[layer] != "identity":
                words[f"z.{layer}.{j}"] = f"z{neuron}"
            words[f"a.{layer}.{j}"] = f"{unit}{neuron}"
    words |= {f"y.{k}": _numbered("y", k, sizes[-1]) for k in range(sizes[-1])}
    words["loss"] = result
    unknown = set(other) - set(words.values())
    if unknown:
        known = ", ".join(words.values())
        raise ValueError(f"names has {sorted(unknown)}, expected some of {known}")
    return {key: other.get(word, word).translate(LOWER) for key, word in words.items()}


def _numbered(letter: str, k: int, n: int) -> str:
    return letter if n == 1 else f"{letter}{k + 1}"


def _rows(sizes: Sequence[int], acts: Sequence[str]) -> dict[str, list[str]]:
    """The keys in each box, from top to bottom."""
    rows = {f"0.{i}": [f"x.{i}"] for i in range(sizes[0])}
    for layer, n in enumerate(sizes[1:]):
        letters = "ba" if acts[layer] == "identity" else "bza"
        rows |= {f"{layer + 1}.{j}": [f"{c}.{layer}.{j}" for c in letters] for j in range(n)}
    return rows | {"loss": [*(f"y.{k}" for k in range(sizes[-1])), "loss"]}


def _backwards(sizes: Sequence[int], acts: Sequence[str]) -> list[str]:
    """The keys in the order in which a hand fills in the slopes: from the end."""
    keys = []
    for layer in reversed(range(len(acts))):
        units = range(sizes[layer + 1])
        for letter in "az":
            keys += [f"{letter}.{layer}.{j}" for j in units]
        for j in units:
            keys += [f"w.{layer}.{i}.{j}" for i in range(sizes[layer])] + [f"b.{layer}.{j}"]
    return keys


def _key(name: str, words: Mapping[str, str], argument: str) -> str:
    """The key of a name such as "w1" or "w₁"."""
    for key, word in words.items():
        if str(name).translate(PLAIN) == word.translate(PLAIN):
            return key
    raise ValueError(f"{argument} has {name!r}, expected some of {', '.join(words.values())}")


def _numbers(
    layers: Params, acts: Sequence[str], x: ArrayLike, y: ArrayLike, loss: str
) -> tuple[dict[str, float], dict[str, float]]:
    """From key to value, and from key to slope of the loss, by the library."""
    X, Y = np.atleast_2d(x), np.atleast_2d(y)
    Z, A = forward(X, layers, acts)
    value = {f"x.{i}": v for i, v in enumerate(X[0])} | {f"y.{k}": v for k, v in enumerate(Y[0])}
    value["loss"] = LOSSES[loss].value(A[-1], Y)
    slope = {"loss": 1.0}
    dA = LOSSES[loss].grad(A[-1], Y)
    for layer in reversed(range(len(layers))):
        W, b = layers[layer]
        dZ = activate_backward(dA, acts[layer], Z[layer])
        dX, dW, db = dense_backward(dZ, A[layer], W)
        for j in range(len(b)):
            for letter, own, its in (("z", Z[layer], dZ), ("a", A[layer + 1], dA)):
                value[f"{letter}.{layer}.{j}"] = own[0, j]
                slope[f"{letter}.{layer}.{j}"] = its[0, j]
            value[f"b.{layer}.{j}"], slope[f"b.{layer}.{j}"] = b[j], db[j]
            for i in range(len(W)):
                value[f"w.{layer}.{i}.{j}"], slope[f"w.{layer}.{i}.{j}"] = W[i, j], dW[i, j]
        dA = dX
    return {k: float(v) for k, v in value.items()}, {k: float(v) for k, v in slope.items()}
