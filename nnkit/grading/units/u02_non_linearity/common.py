"""What the elementwise exercises of the unit share."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnkit.activations import relu, relu_prime, sigmoid, sigmoid_prime, tanh_prime
from nnkit.grading.exercise.spec import Function, Misconception

Mistakes = tuple[Misconception, ...]
ARRAY_ONLY = """
    z = z.copy()
    # Your function picks or counts the parts of its argument, and a plain number has no parts.
    # Turn the argument into an array first, or use a form that needs no parts.
    z = z[...]
    # Your function picks or counts the parts of its argument, and a plain number has no parts.
    # Turn the argument into an array first, or use a form that needs no parts.
"""
FUNCTIONS: dict[str, tuple[str, Function]] = {
    "identity": ("{z} itself", lambda z: np.asarray(z) * 1.0),
    "absolute": ("|{z}|: negative numbers are turned round", np.abs),
    "square": ("the square of {z}", np.square),
    "sign": ("the sign of {z}, a hard step between -1 and 1", np.sign),
    "ones": ("1 everywhere", lambda z: np.ones(np.shape(z))),
    "zeros": ("0 everywhere", lambda z: np.zeros(np.shape(z))),
    "sigmoid": ("the sigmoid of {z}, between 0 and 1", sigmoid),
    "mirrored": ("1 minus the sigmoid of {z}", lambda z: sigmoid(-np.asarray(z))),
    "sigmoid-slope": ("the slope of the sigmoid at {z}, at most 1/4", sigmoid_prime),
    "logistic": ("{z}(1 - {z}), the slope of a sigmoid from its value", lambda z: z * (1 - z)),
    "tanh": ("tanh {z}, between -1 and 1", np.tanh),
    "tanh-slope": ("the slope of tanh at {z}, which is 1 at {z} = 0", tanh_prime),
    "tanh-twice": ("tanh of tanh {z}: it is applied twice", lambda z: np.tanh(np.tanh(z))),
    "relu": ("ReLU of {z}, which keeps what is positive", relu),
    "relu-slope": ("the slope of ReLU at {z}, 0 or 1", relu_prime),
    "softplus": ("log(1 + e^{z}), a smooth relative of ReLU", lambda z: np.logaddexp(0, z)),
    "swish": ("{z} σ({z}), a smooth relative of ReLU", lambda z: z * sigmoid(z)),
    "softsign": ("{z}/(1 + |{z}|), another S-curve", lambda z: z / (1 + np.abs(z))),
    "softmax": ("softmax: the values add up to 1", lambda z: (e := np.exp(z)) / e.sum()),
    "exponential": ("e^{z}, the exponential", np.exp),
    "sinh": ("(e^{z} - e^-{z})/2, the hyperbolic sine, which grows without end", np.sinh),
    "cosh": ("(e^{z} + e^-{z})/2, the hyperbolic cosine, which is 1 at {z} = 0", np.cosh),
    "tan": ("tan {z}, the tangent of an angle", np.tan),
    "arctan": ("arctan {z}, the arc tangent, which rises to 1.57", np.arctan),
    "arctanh": ("the inverse of tanh, which is nan where |{z}| > 1", np.arctanh),
    "clipped": ("{z} cut at 0 and 1", lambda z: np.clip(z, 0, 1)),
    "hard": ("{z} cut at -1 and 1, with two corners", lambda z: np.clip(z, -1, 1)),
}
"""What may be computed in place of what is asked for: its words and itself."""


def others(asked: str, but: str, z: str = "z") -> Mistakes:
    """Mistakes of who computes another function, all of `FUNCTIONS` but some."""
    return tuple(
        Misconception(name, function, f"This is {words.format(z=z)}. Asked is {asked}.")
        for name, (words, function) in FUNCTIONS.items()
        if name not in but.split()
    )


def family(advice: str, wrong: Callable[[Any, float], Any], *values: float) -> Mistakes:
    """One mistake with several numbers in it."""
    return tuple(
        Misconception(f"with-{v}", lambda z, v=v: wrong(np.asarray(z), v), advice.format(v))
        for v in values
    )
