"""The chain rule at work: the slopes of one neuron."""

from typing import Any

import numpy as np

from nnkit.activations import sigmoid
from nnkit.grading.exercise.author import exercise
from nnkit.grading.exercise.spec import Case, Rng
from nnkit.grading.units.elementwise import STABLE


def draw(rng: Rng, d: int) -> tuple[Any, Any, Any, Any]:
    """Draw (x, y, w, b) with a sum that is not near 0."""
    x, w = rng.uniform(0.4, 1.6, (2, d)) * rng.choice([-1.0, 1.0], (2, d))
    b = 0.6 - float(x @ w) + float(rng.uniform(0.1, 0.8))
    return x, float(rng.uniform(0.8, 1.0)), w, b


def _cases(rng: Rng) -> list[Case]:
    x, y, w, b = draw(rng, 3)
    f32 = (x.astype(np.float32), np.float32(y), w.astype(np.float32), np.float32(b))
    return [
        Case(
            (np.array([1.0, 2.0]), 1.0, np.array([0.5, -0.5]), 1.0),
            "x = [1, 2], y = 1, w = [0.5, -0.5], b = 1",
            "hand",
        ),
        Case((np.zeros(2), 1.0, np.array([0.5, -1.0]), 0.3), "x = [0, 0], b = 0.3", "isolated"),
        Case((x, y, w, b), "3 inputs", "random"),
        Case(draw(rng, 2), "2 inputs", "random"),
        Case((*draw(rng, 4)[:1], 0.0, *draw(rng, 4)[2:]), "4 inputs, y = 0", "random"),
        Case((x, 0.0, 800 * x, 1.0), "a sum far above 0", "extreme", hint=STABLE),
        Case((x, 1.0, -800 * x, 1.0), "a sum far below 0", "extreme", hint=STABLE),
        Case((np.array([1, -1, 2]), 1, np.array([2, 1, 0]), -1), "whole numbers", "integer"),
        Case(f32, "numbers of type float32", "float32"),
        Case((np.array([-1.5]), 0.0, np.array([0.4]), 0.9), "one input", "one"),
    ]


@exercise(_cases, "(dw, db): an array of the shape of w and a number", points=2)
def neuron_grads(x, y, w, b):
    """
    error = -y - s
    # The loss slope is -y - σ, as the note prints it (erratum E01). The minus belongs to the whole
    # bracket.
    delta = error * z * (1 - z)
    # You write z (1 - z). The form with 1 minus itself needs the activation, not the sum.
    delta = error * s * (1 - s) * s * (1 - s)  # The slope of σ stands there twice.
    delta = error * s * (1 + s)
    # In the slope of σ a sign is turned: it is σ (1 - σ), never above 1/4.
    delta = error * (1 - s)
    delta = error * s  # Only a part of the slope of σ is there: it is σ (1 - σ).
    z = x[:-1] @ w[:-1] + b
    # The last input is left out of the sum z: the loop ends one step too early.
    z = x @ w - b  # The bias is subtracted in the sum z. Add it.
    delta = 0 * error
    # All slopes come out as 0. `s * 1 - s` is 0: are brackets missing in the slope of σ?
    error = (s - y) ** 2 / 2  # The first factor is the loss itself. Its slope in σ is needed.
    delta = s * (1 - s)
    # This is the slope of σ. The first link is missing: how fast the loss moves with σ.
    s = z  # The sigmoid is not there: s = σ(z), not z.
    z = x * w + b  # z is one number, the *sum* of all x_i w_i. `x * w` gives one z for each input.
    z = np.sum(x * w + b)  # The bias is added once for each input. It belongs to the sum, once.
    return dw / len(x), db / len(x)
    # You divide by the number of inputs. There is one example, and no mean over its inputs.
    delta = 2 * error * s * (1 - s)
    # Every slope is twice too large: the ½ of this loss takes the 2 away.
    delta = 2 * error
    # Two things. The middle link is missing, how fast σ moves with z. And the ½ of this loss takes
    # the 2 away.
    s = sigmoid(-z)  # Your sigmoid, or the sum in it, has the wrong sign: σ(z) is 1/(1 + e^-z).
    dw = delta * np.ones(len(x))  # dw lacks its last link: how fast z moves with w.
    dw = delta * w
    # dw has w as its last link: that is the slope in x. How fast does z move with w?
    dw = error * x
    # In dw the slope of σ is missing: only the last link differs from that of the bias.
    db = error  # In db the slope of σ is missing: only the last link differs from that of a weight.
    db = delta * np.sum(x)  # db is multiplied by the inputs. How fast does z move with b?
    db = delta * b  # db is multiplied by b. How fast does z move with b?
    db = np.array([delta])
    # db is an array with one number. The bias is a number, and so is its slope.
    db = 1.0
    # db is only the last link, 1: the links in front of it are the same as for the weights.
    db = np.mean(dw)  # db is not the mean of dw: the last link of the bias is 1.
    """
    z = x @ w + b  # the sum z
    s = sigmoid(z)  # the output σ(z)
    # The inside of (y - σ)² has a slope of its own in σ.
    error = s - y  # the slope of the loss in σ
    # Its middle link is how fast σ moves with z.
    delta = error * s * (1 - s)  # the slope of the loss in z
    # Its last link is how fast z moves with w.
    dw = delta * x  # dw
    # Its last link is how fast z moves with b.
    db = delta  # db
    return dw, db
