"""Mistakes that show by themselves, in any exercise."""

import math
import re

import numpy as np
import pytest

from nnkit.grading.checking import climb
from nnkit.grading.exercise.spec import Case, Spec
from nnkit.grading.mistakes.symptoms import ADVICE
from nnkit.grading.units import SPECS


def clipped_in_place(z):
    z[z > 20] = 20
    return np.tanh(z)


def only_positive(z):
    out = []
    for value in np.ravel(z):
        if value > 0:
            out.append(value)
    return np.array(out) * 1.5


def into_a_square(X, W, b):
    Z = np.zeros((len(X), len(X)))
    for row, x in zip(Z, X, strict=True):
        row[:] = x @ W + b
    return Z


def of_two_columns(z):
    return [[max(0, row[0]), max(0, row[1])] for row in np.asarray(z)[:, :2]]


def try_one_entry(f):
    known = {(3.0, -4.0): (-0.6, 0.8), (0.0,): (0.0,), (-2.0,): (1.0,), (0.0, 0.0): (0.0, 0.0)}
    return all(np.allclose(f(np.array(g)), arrow) for g, arrow in known.items())


def growing(z, out=[]):  # noqa: B006
    out.extend(np.ravel(z) ** 2)
    return out


ANSWERS = {
    "remembers": ("powers", growing),
    "changes-argument": ("tanh", clipped_in_place),
    "unknown-name": ("dense", lambda X, W, b: X @ weights + b),  # noqa: F821
    "if-on-array": ("dense", lambda X, W, b: X @ W + b if X > 0 else b),
    "math-on-array": ("dense", lambda X, W, b: math.fabs(X) @ W + b),
    "example-only": ("dense", lambda X, W, b: X @ W + np.ones(3) * b),
    "index": ("one_hot", lambda labels, K: np.eye(len(labels))[labels]),
    "wrong-one-raises": ("check_steepest", try_one_entry),
    "axes": ("relu", of_two_columns),
    "too-large": (
        "softmax",
        lambda Z: [[math.exp(v) / sum(map(math.exp, r)) for v in r] for r in Z],
    ),
    "shapes": ("dense", lambda X, W, b: X @ W @ W + b),
    "entry-by-entry": ("dense", lambda X, W, b: (X + b) @ W),
    "other-place": ("dense", into_a_square),
    "text": ("accuracy", lambda P, labels: f"{np.mean(P.argmax(axis=1) == labels):.0%}"),
    "dict": ("collapse", lambda W1, b1, W2, b2: {"W": W1 @ W2, "b": b1 @ W2 + b2}),
    "not-separate": ("powers", lambda z: np.append(z**2, z**3)),
    "same-for-all": ("count_params", lambda sizes: 13002),
    "wrong-shape": ("mse", lambda A, Y: [[np.mean((A - Y) ** 2)]]),
    "one-for-many": ("relu", lambda z: np.max(z, axis=0)),
    "many-for-one": ("length", lambda z: z**2),
    "left-out": ("relu", only_positive),
    "shape-for-value": ("dense", lambda X, W, b: X @ W + np.zeros(b)),
    "unpack": ("powers", lambda z: [a + b for a, b in [(z, z, z)]]),
    "whole-in-place": ("cubes", lambda z: np.divide(z, 2, out=np.zeros(len(z), int))),
    "xor": ("relu", lambda z: (np.abs(z) + z) / 2 ^ 1),
    "plain-number": ("cubes", lambda z: np.array([v**3 for v in z.flat]).reshape(z.shape)),
    "other-shape": ("dense", lambda X, W, b: (X @ W + b)[:, 0]),
}


def cubes(rng):
    plain = Case((rng.normal(),), "a number", "one")
    return [Case((rng.normal(size=n),), f"{n}", "random") for n in (3, 5)] + [plain]


OWN = (
    Spec("cubes", lambda z: z**3, cubes),
    Spec("powers", lambda z: (z**2, z**3), cubes),
    Spec("length", lambda z: float(np.sqrt(z @ z)), lambda rng: cubes(rng)[:2]),
)
EXERCISES = {**SPECS, **{spec.name: spec for spec in OWN}}


@pytest.mark.parametrize("hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize("symptom", ADVICE)
def test_an_unknown_mistake_is_named_by_how_it_fails(symptom, hidden):
    name, answer = ANSWERS[symptom]
    for seed in range(3):
        result = climb(EXERCISES[name], answer, hidden=hidden, seed=seed)
        assert not result.passed
        assert (result.misconception, result.advice) == (symptom, ADVICE[symptom])


def test_the_advice_is_short():
    for advice in ADVICE.values():
        assert len(re.split(r"(?<=[.?!])\s+", advice)) <= 3
        assert advice[-1] in ".?"


def test_an_own_advice_of_the_exercise_comes_first():
    result = climb(SPECS["dense"], lambda X, W, b: W @ X + b, hidden=False, seed=0)
    assert result.misconception == "you-multiply-w-by-x-the"


def test_what_a_test_overlooks_is_named_by_the_hints_of_what_it_accepts():
    def counts_rows(f):
        dealt = {n: f(np.ones((n, 1)), np.ones(n), 4, 1) for n in (9, 8)}
        return all(sum(len(Xb) for Xb, _ in dealt[n]) == n for n in dealt)

    result = climb(SPECS["check_minibatches"], counts_rows, hidden=False, seed=0)
    assert not result.passed
    first, second = result.advice.split(" Second: ")
    assert first.startswith("Two things. First: Does each example keep its own target?")
    assert second.startswith("Does each example come once?")
    assert "Take targets" not in result.message
