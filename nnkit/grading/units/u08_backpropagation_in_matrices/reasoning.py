"""A derivation in matrices, lines of the notes to correct, and a test to write."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units import forms
from nnkit.grading.units.u08_backpropagation_in_matrices.output import UNIT
from nnkit.grading.units.u08_backpropagation_in_matrices.two_layers import grads, two_layers

NAMES = ["X", "A1", "W2", "A2", "Y", "dZ2", "dA1", "dZ1"]
WITHOUT = {
    1: "dZ2 dA1 dZ1",
    2: "A2 Y dA1 dZ1",
    3: "W2 A2 Y dZ2 dZ1",
    4: "A1 W2 A2 Y dZ2 dA1",
}


def _s(a: Any) -> Any:
    return a * (1 - a)


def derive_values(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, ...]:
    """Compute the arrays that the derivation is about, in the order of `NAMES`."""
    _, A1, _, A2 = nnkit.forward_232(X, W1, b1, W2, b2)
    dZ2 = nnkit.delta_squared(A2, Y)
    return X, A1, W2, A2, Y, dZ2, dZ2 @ W2.T, nnkit.hidden_delta(dZ2, W2, A1)


def first_weights_lines(
    X: Any, A1: Any, W2: Any, A2: Any, Y: Any, dZ2: Any, dA1: Any, dZ1: Any
) -> tuple[Any, ...]:
    """The gradient of the first weights, four times."""
    return (
        X.T @ (((A2 - Y) * _s(A2) / len(X)) @ W2.T * _s(A1)),
        X.T @ (dZ2 @ W2.T * _s(A1)),
        X.T @ (dA1 * _s(A1)),
        X.T @ dZ1,
    )


def derive_cases(rng: Rng, n: int, sizes: tuple[int, int, int], rung: str) -> list[Case]:
    """Make the cases of the derivation for one network."""
    values = derive_values(*two_layers(rng, n, sizes))
    label = f"{n} examples, {'-'.join(map(str, sizes))}"
    return forms.derivation(first_weights_lines, NAMES, values, label, rung, WITHOUT)


def _derive_cases(rng: Rng) -> list[Case]:
    return [
        *derive_cases(np.random.default_rng(8), 2, (3, 2, 1), "hand"),
        *derive_cases(rng, 3, (3, 3, 3), "random"),
    ]


def _line(number: int, id: str, wrong: Function, advice: str) -> Misconception:
    def answer(*values: Any) -> Any:
        return wrong(dict(zip(NAMES, values, strict=True)))

    return forms.line_mistake(first_weights_lines, number, f"line-{number}-{id}", answer, advice)


def _out(v: Any) -> Any:
    return (v["A2"] - v["Y"]) * _s(v["A2"]) / len(v["X"])


DERIVE_FIRST_WEIGHTS = Spec(
    name="derive_first_weights",
    reference=first_weights_lines,
    cases=_derive_cases,
    returns="the four lines, in order",
    points=3,
    unit=UNIT,
    signature="derive_first_weights(X, A1, W2, A2, Y, dZ2, dA1, dZ1)",
    misconceptions=(
        _line(
            1,
            "sign",
            lambda v: -v["X"].T @ (_out(v) @ v["W2"].T * _s(v["A1"])),
            "Line 1 has the wrong sign: the output comes first, A2 - Y.",
        ),
        _line(
            1,
            "not-averaged",
            lambda v: v["X"].T @ (_out(v) * len(v["X"]) @ v["W2"].T * _s(v["A1"])),
            "In line 1 the mean over the examples is missing.",
        ),
        _line(
            1,
            "no-output-slope",
            lambda v: v["X"].T @ ((v["A2"] - v["Y"]) / len(v["X"]) @ v["W2"].T * _s(v["A1"])),
            "In line 1 the slope of the output sigmoid is missing.",
        ),
        _line(
            1,
            "no-hidden-slope",
            lambda v: v["X"].T @ (_out(v) @ v["W2"].T),
            "In line 1 the slope of the hidden sigmoid is missing.",
        ),
        _line(
            1,
            "doubled",
            lambda v: 2 * v["X"].T @ (_out(v) @ v["W2"].T * _s(v["A1"])),
            "Line 1 is twice too large: this loss has a ½ in front of the square.",
        ),
        _line(
            1,
            "not-turned",
            lambda v: v["X"].T @ (_out(v) @ v["W2"] * _s(v["A1"])),
            "In line 1 W2 must be turned: the way back goes from the outputs to the hidden units.",
        ),
        _line(
            2,
            "output-slope-twice",
            lambda v: v["X"].T @ ((v["dZ2"] * _s(v["A2"])) @ v["W2"].T * _s(v["A1"])),
            "Line 2 holds the slope of the output twice: dZ2 has it inside.",
        ),
        _line(
            2,
            "averaged-again",
            lambda v: v["X"].T @ (v["dZ2"] @ v["W2"].T * _s(v["A1"])) / len(v["X"]),
            "Line 2 divides by N, but dZ2 has done so already.",
        ),
        _line(
            2,
            "same-as-1",
            lambda v: v["X"].T @ (_out(v) @ v["W2"].T * _s(v["A1"])),
            "Line 2 repeats line 1. Put dZ2 in place of what it stands for.",
        ),
        _line(
            2,
            "no-hidden-slope",
            lambda v: v["X"].T @ (v["dZ2"] @ v["W2"].T),
            "In line 2 the slope of the hidden sigmoid is missing: dZ2 ends at the sums Z2.",
        ),
        _line(
            3,
            "same-as-2",
            lambda v: v["X"].T @ (v["dZ2"] @ v["W2"].T * _s(v["A1"])),
            "Line 3 repeats line 2. Put dA1 in place of what it stands for.",
        ),
        _line(
            3,
            "no-slope",
            lambda v: v["X"].T @ v["dA1"],
            "In line 3 the slope of the hidden sigmoid is missing: dA1 ends at the activations A1.",
        ),
        _line(
            3,
            "weights-twice",
            lambda v: v["X"].T @ (v["dA1"] @ v["W2"] @ v["W2"].T * _s(v["A1"])),
            "Line 3 holds the weights W2 once more: dA1 has them inside.",
        ),
        _line(
            4,
            "same-as-3",
            lambda v: v["X"].T @ (v["dA1"] * _s(v["A1"])),
            "Line 4 repeats line 3. Put dZ1 in place of what it stands for.",
        ),
        _line(
            4,
            "slope-twice",
            lambda v: v["X"].T @ (v["dZ1"] * _s(v["A1"])),
            "Line 4 holds the slope of the hidden sigmoid twice: dZ1 has it inside.",
        ),
        _line(
            4,
            "own-activation",
            lambda v: v["A1"].T @ v["dZ1"],
            "Line 4 uses the activation that leaves the layer. What enters it?",
        ),
        _line(
            4,
            "transposed",
            lambda v: v["dZ1"].T @ v["X"],
            "Line 4 is the transpose. A gradient has the shape of its array.",
        ),
        _line(
            4,
            "bias",
            lambda v: v["dZ1"].sum(axis=0),
            "Line 4 is the gradient of b1. What do the weights W1 multiply?",
        ),
    ),
)


def one_example(rng: Rng, sizes: tuple[int, int, int]) -> tuple[Array, ...]:
    """Draw (x, y, W1, b1, W2, b2) of one example, and a gradient dZ of five rows."""
    X, Y, *params = two_layers(rng, 1, sizes)
    return X[0], Y[0], *params, rng.normal(0, 1, (5, 3))


def _forward(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, Any]:
    a1 = sigmoid(x @ W1 + b1)
    return a1, sigmoid(a1 @ W2 + b2)


def _corrected(x: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, dZ: Any) -> tuple[Any, ...]:
    a1, a2 = _forward(x, W1, b1, W2, b2)
    e = 2 * (a2 - y) * _s(a2)
    box = W2 @ e
    return np.outer(a1, e), box, np.outer(x, box * _s(a1)), np.sum(dZ, axis=0)


HAND_LINES = (
    np.array([2.0, 1.0]),
    np.array([1.0, 0.0]),
    np.zeros((2, 2)),
    np.zeros(2),
    np.array([[4.0, 0.0], [2.0, -2.0]]),
    np.array([-3.0, 1.0]),
    np.array([[1.0, 0.0], [0.5, -2.0]]),
)


def _corrected_cases(rng: Rng) -> list[Case]:
    whole = (np.array([1, -2]), np.array([1, 0]), *one_example(rng, (2, 2, 2))[2:])
    return [
        Case(HAND_LINES, "the numbers of the task", "hand"),
        Case(one_example(rng, (2, 2, 2)), "a network 2-2-2", "random"),
        Case(one_example(rng, (3, 3, 2)), "a network 3-3-2", "random"),
        Case(whole, "whole numbers in x and y", "integer"),
    ]


def _in_line(letter: str, id: str, wrong: Function, advice: str, note: str = "") -> Misconception:
    """One of the lines A to D replaced; `wrong` gets v: x, y, W2, a1, a2, e, box, dZ."""
    part = "ABCD".index(letter)

    def answer(x: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, dZ: Any) -> tuple[Any, ...]:
        lines = list(_corrected(x, y, W1, b1, W2, b2, dZ))
        a1, a2 = _forward(x, W1, b1, W2, b2)
        v = {"x": x, "y": y, "W2": W2, "a1": a1, "a2": a2, "dZ": dZ, "box": lines[1]}
        lines[part] = wrong(v | {"e": 2 * (a2 - y) * _s(a2)})
        return tuple(lines)

    return Misconception(f"{letter}-{id}", answer, advice, note, part=part)


CORRECTED_RECURSION = Spec(
    name="corrected_recursion",
    reference=_corrected,
    cases=_corrected_cases,
    returns="the four lines (A, B, C, D), each an array",
    points=3,
    unit=UNIT,
    signature="corrected_recursion(x, y, W1, b1, W2, b2, dZ)",
    misconceptions=(
        _in_line(
            "B",
            "as-printed",
            lambda v: 2 * (v["a2"] - v["y"]),
            "Line B is still as printed (004 line 361, erratum E64). That is the derivative in the "
            "outputs; asked is the one in a1.",
            "004 line 361, erratum E64",
        ),
        _in_line(
            "C",
            "as-printed",
            lambda v: np.outer(v["x"] * v["box"], _s(v["a1"])),
            "Line C is still as printed (004 line 370, erratum E65): the box goes with the input. "
            "Of which unit is the box the derivative?",
            "004 line 370, erratum E65",
        ),
        _in_line(
            "D",
            "as-printed",
            lambda v: np.sum(v["dZ"]),
            "Line D is still as printed (003 line 333, erratum E46): the axis must stand inside "
            "the bracket.",
            "003 line 333, erratum E46",
        ),
        _in_line(
            "A",
            "no-2",
            lambda v: np.outer(v["a1"], v["e"]) / 2,
            "You changed line A: its factor 2 is gone. This cost has no ½.",
        ),
        _in_line(
            "A",
            "transposed",
            lambda v: np.outer(v["e"], v["a1"]),
            "You changed line A: this is the transpose. W2 leads from the rows to the columns.",
        ),
        _in_line(
            "A",
            "input",
            lambda v: np.outer(v["x"], v["e"]),
            "You changed line A: W2 multiplies a1, not x.",
        ),
        _in_line(
            "A",
            "sign",
            lambda v: -np.outer(v["a1"], v["e"]),
            "You changed line A, and its sign is wrong now.",
        ),
        _in_line(
            "B",
            "with-slope",
            lambda v: v["box"] * _s(v["a1"]),
            "Line B holds the slope of a1: that is the derivative in the hidden sums. Asked is the "
            "one in a1.",
        ),
        _in_line(
            "B",
            "no-slope",
            lambda v: v["W2"] @ (2 * (v["a2"] - v["y"])),
            "In line B the slope of the output units is missing.",
        ),
        _in_line(
            "B",
            "not-turned",
            lambda v: v["e"] @ v["W2"],
            "In line B W2 is passed in the forward direction. Add over the outputs, not over the "
            "hidden units.",
        ),
        _in_line(
            "B",
            "error",
            lambda v: v["e"],
            "Line B is the derivative in the sums of the outputs. One step is left: over W2.",
        ),
        _in_line(
            "C",
            "no-slope",
            lambda v: np.outer(v["x"], v["box"]),
            "In line C the slope of the hidden units is missing.",
        ),
        _in_line(
            "C",
            "transposed",
            lambda v: np.outer(v["box"] * _s(v["a1"]), v["x"]),
            "Line C is the transpose: W1 leads from the rows to the columns.",
        ),
        _in_line(
            "C",
            "own-target",
            lambda v: (
                np.outer(v["x"], 2 * (v["a1"] - v["y"][: len(v["a1"])]) * _s(v["a1"]))
                if len(v["y"]) == len(v["a1"])
                else np.outer(v["x"], 0 * v["a1"])
            ),
            "In line C the hidden units are compared with the target. What takes the place of "
            "2(a - y) there?",
        ),
        _in_line(
            "C",
            "own-activation",
            lambda v: np.outer(v["a1"], v["box"] * _s(v["a1"])),
            "In line C stands the activation that leaves the hidden units. What enters them?",
        ),
        _in_line(
            "C",
            "halved",
            lambda v: np.outer(v["x"], v["box"] * _s(v["a1"])) / 2,
            "Line C has lost the factor 2. This cost has no ½.",
        ),
        _in_line(
            "D",
            "other-axis",
            lambda v: np.sum(v["dZ"], axis=1),
            "Line D adds over the units. Each unit has its own bias: add over the examples.",
        ),
        _in_line(
            "D",
            "ones",
            lambda v: np.ones(v["dZ"].shape[1]),
            "Line D is 1: that is the derivative of z in b. Asked is the loss.",
        ),
        _in_line(
            "D",
            "mean",
            lambda v: np.mean(v["dZ"], axis=0),
            "Line D is a mean. dZ carries the 1/N already: add.",
        ),
        _in_line(
            "D",
            "keepdims",
            lambda v: np.sum(v["dZ"], axis=0, keepdims=True),
            "Line D has two axes, a bias has one. Leave `keepdims` out.",
        ),
    ),
)


def _measured(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Array, ...]:
    params = [np.array(v, dtype=float) for v in (W1, b1, W2, b2)]

    def slopes(k: int) -> Array:
        def loss(v: Array) -> float:
            now = [*params[:k], v, *params[k + 1 :]]
            return nnkit.half_sse(nnkit.forward_232(X, *now)[3], Y)

        return np.asarray(nnkit.numerical_gradient(loss, params[k]))

    return tuple(slopes(k) for k in range(4))


def _as_lists(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> list[Any]:
    return [g.tolist() for g in nnkit.mlp_grads(X, Y, W1, b1, W2, b2)]


def _nearly(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Array, ...]:
    return tuple(1.01 * g for g in nnkit.mlp_grads(X, Y, W1, b1, W2, b2))


def _error(n: Any) -> Any:
    return (n.A2 - n.Y) * _s(n.A2)


BACK = "Compare the gradients of layer 1 with measured ones."
MANY = "Try several examples: with one, a mean and a sum are the same."
OUTPUTS = "Try a network with several outputs, not as many as there are examples."
SOFT = "Try biases that are not 0 and targets between 0 and 1."
WRONG_MLPS = [
    (grads(dZ1=lambda n: n.dA1), BACK),
    (grads(dZ1=lambda n: n.dA1 * _s(sigmoid(n.A1))), BACK),
    (grads(dA1=lambda n: n.dZ2 @ (n.W2 - n.dW2).T), BACK),
    (grads(dZ2=lambda n: (n.A2 - n.Y) / len(n.X)), "Compare sizes, not only signs."),
    (grads(dZ2=lambda n: -_error(n) / len(n.X)), "Compare signs, too."),
    (grads(dZ2=lambda n: 2 * _error(n) / len(n.X)), "Compare sizes, not only directions."),
    (grads(dZ2=_error), MANY),
    (grads(db2=lambda n: n.dZ2.mean(axis=0), db1=lambda n: n.dZ1.mean(axis=0)), MANY),
    (grads(dZ2=lambda n: _error(n) / n.Y.shape[1]), OUTPUTS),
    (grads(dA1=lambda n: n.dZ2[:, :1] * n.W2[:, 0]), OUTPUTS),
    (grads(dW2=lambda n: n.Z1.T @ n.dZ2), "Compare dW2, not only the others."),
    (grads(dW1=lambda n: n.X.T @ n.dZ1 / len(n.X)), "Compare dW1, not only the others."),
    (lambda X, Y, W1, b1, W2, b2: nnkit.mlp_grads(X, Y, W1, 0 * b1, W2, 0 * b2), SOFT),
    (lambda X, Y, W1, b1, W2, b2: nnkit.mlp_grads(X, np.round(Y), W1, b1, W2, b2), SOFT),
    (_nearly, "Every number is off by one hundredth: is your tolerance too wide?"),
]
PLACES = [
    two_layers(np.random.default_rng(81), 5, (2, 3, 2)),
    two_layers(np.random.default_rng(82), 3, (3, 2, 4)),
]


def _agree(got: Any, want: Any, **how: Any) -> bool:
    how = how or {"rtol": 1e-5, "atol": 1e-9}
    return all(
        np.shape(g) == np.shape(w) and np.allclose(g, w, **how)
        for g, w in zip(got, want, strict=True)
    )


def mlp_is_right(f: Any) -> bool:
    """Compare f with central differences, at two places."""
    return all(_agree(f(*place), _measured(*place)) for place in PLACES)


def _check_cases(rng: Rng) -> list[Case]:
    return [
        *forms.right_ones([nnkit.mlp_grads, _measured, _as_lists]),
        *forms.wrong_ones(WRONG_MLPS),
    ]


def _at(test: Function, places: Any = PLACES) -> Function:
    """A student's test at some places."""
    return lambda f: all(bool(test(f(*p), nnkit.mlp_grads(*p))) for p in places)


CHECK_MLP = Spec(
    name="check_mlp",
    reference=mlp_is_right,
    cases=_check_cases,
    returns="True or False",
    points=3,
    unit=UNIT,
    signature="check_mlp(f)",
    misconceptions=(
        Misconception(
            "accepts-all",
            lambda f: True,
            "Your test accepts everything, or looks at the form only. A test is worth something "
            "only if it can fail.",
        ),
        Misconception(
            "rejects-all",
            lambda f: False,
            "Your test rejects everything, right implementations as well.",
        ),
        Misconception(
            "one-example",
            _at(_agree, [two_layers(np.random.default_rng(83), 1, (2, 3, 2))]),
            "You test with one example only. A lost mean, or one taken twice, does not show there.",
        ),
        Misconception(
            "one-output",
            _at(_agree, [two_layers(np.random.default_rng(84), 5, (2, 3, 1))]),
            "You test with one output only. Paths through other outputs do not show there.",
        ),
        Misconception(
            "last-layer-only",
            _at(lambda got, want: _agree(got[2:], want[2:])),
            "You compare the last layer only. Mistakes on the way back show in front of it.",
        ),
        Misconception(
            "first-layer-only",
            _at(lambda got, want: _agree(got[:2], want[:2])),
            "You compare the first layer only. Compare all four arrays.",
        ),
        Misconception(
            "weights-only",
            _at(lambda got, want: _agree(got[::2], want[::2])),
            "You compare the weights only. The biases have gradients, too.",
        ),
        Misconception(
            "biases-only",
            _at(lambda got, want: _agree(got[1::2], want[1::2])),
            "You compare the biases only. The weights have gradients, too.",
        ),
        Misconception(
            "signs-only",
            _at(lambda got, want: _agree(map(np.sign, got), map(np.sign, want))),
            "You compare signs only. Compare the numbers.",
        ),
        Misconception(
            "sizes-only",
            _at(lambda got, want: _agree(map(np.abs, got), map(np.abs, want))),
            "You compare sizes without their signs. A gradient with the wrong sign goes uphill.",
        ),
        Misconception(
            "too-wide",
            _at(lambda got, want: _agree(got, want, rtol=0.05, atol=1e-6)),
            "Your tolerance is so wide that numbers off by one hundredth pass. Central differences "
            "are right to about nine digits.",
        ),
        Misconception(
            "one-hot-only",
            _at(
                _agree,
                [(p[0], np.round(p[1]), *p[2:]) for p in PLACES],
            ),
            "Your targets are 0 and 1 only. An implementation that rounds them passes; try numbers "
            "in between.",
        ),
        Misconception(
            "zero-biases",
            _at(_agree, [(*p[:3], 0 * p[3], p[4], 0 * p[5]) for p in PLACES]),
            "Your biases are all 0. An implementation that forgets them passes; try others.",
        ),
        Misconception(
            "exact",
            _at(
                lambda got, want: all(np.array_equal(g, w) for g, w in zip(got, want, strict=True))
            ),
            "You ask for the same digits to the last. Measured and computed numbers differ a "
            "little: use `np.allclose`.",
        ),
    ),
)
