"""One layer backwards: its weights, its bias, its input; and the step through a sigmoid layer."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Function, Misconception, Rng, Spec
from nnkit.grading.units.u08_backpropagation_in_matrices.output import UNIT

NO_PRODUCT = "Write the shapes beside the product: the inner two must agree, the outer two remain."


def dense_arrays(rng: Rng, n: int, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw (dZ, X, W) of a dense layer."""
    return (
        rng.normal(0, 1, (n, n_out)),
        rng.normal(0, 1, (n, n_in)),
        rng.normal(0, 1, (n_in, n_out)),
    )


def _dense_cases(rng: Rng) -> list[Case]:
    dZ, X, W = dense_arrays(rng, 5, 3, 2)
    hand = (
        np.array([[1.0, 0.0], [0.5, -1.0]]),
        np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 1.0]]),
        np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 3.0]]),
    )
    return [
        Case(hand, "the numbers of the task", "hand"),
        Case((dZ, X, np.zeros((3, 2))), "W of zeros", "isolated"),
        Case((dZ, np.zeros((5, 3)), W), "X of zeros", "isolated"),
        Case((dZ, X, W), "5 examples, a layer 3-2", "random"),
        Case(dense_arrays(rng, 2, 3, 4), "2 examples, a layer 3-4", "random"),
        Case(dense_arrays(rng, 4, 4, 4), "4 examples, a layer 4-4", "random"),
        Case(dense_arrays(rng, 3, 2, 3), "3 examples, a layer 2-3", "random"),
        Case(
            (rng.normal(0, 1, (4, 2)), rng.integers(-3, 4, (4, 3)), rng.integers(-3, 4, (3, 2))),
            "whole numbers in X and W",
            "integer",
        ),
        Case(tuple(v.astype(np.float32) for v in (dZ, X, W)), "type float32", "float32"),
        Case(dense_arrays(rng, 1, 3, 2), "one example", "one"),
        Case(dense_arrays(rng, 4, 3, 1), "one neuron", "one"),
    ]


def _but(**changed: Function) -> Function:
    """The right gradients, some of them replaced; a rule gets dZ, X, W."""

    def answer(dZ: Any, X: Any, W: Any) -> tuple[Any, ...]:
        right = dict(zip(("dX", "dW", "db"), nnkit.dense_backward(dZ, X, W), strict=True))
        return tuple(changed[k](dZ, X, W) if k in changed else v for k, v in right.items())

    return answer


def _bent(part: str, id: str, wrong: Function, advice: str, note: str = "") -> Misconception:
    place = ("dX", "dW", "db").index(part)
    return Misconception(id, _but(**{part: wrong}), advice, note, part=place)


def _order(*places: int) -> Function:
    def answer(dZ: Any, X: Any, W: Any) -> tuple[Array, ...]:
        grads = nnkit.dense_backward(dZ, X, W)
        return tuple(grads[k] for k in places)

    return answer


DENSE_BACKWARD = Spec(
    name="dense_backward",
    reference=nnkit.dense_backward,
    cases=_dense_cases,
    returns="three arrays (dX, dW, db)",
    points=3,
    unit=UNIT,
    signature="dense_backward(dZ, X, W)",
    misconceptions=(
        Misconception(
            "weights-first",
            _order(1, 2, 0),
            "The order is dX, dW, db, that of the arguments of the layer X, W, b.",
        ),
        Misconception(
            "dX-and-dW-exchanged", _order(1, 0, 2), "dX and dW are exchanged: dX comes first."
        ),
        Misconception(
            "columns",
            _but(dX=lambda dZ, X, W: W @ dZ.T, dW=lambda dZ, X, W: dZ.T @ X),
            "dX and dW are transposed, as in books that write W a + b with an example in each "
            "column. Ours are in the rows.",
        ),
        Misconception(
            "dW-and-db-exchanged", _order(0, 2, 1), "dW and db are exchanged: dW comes first."
        ),
        Misconception("dX-left-out", _order(1, 2), "dX is missing: the layer before needs it."),
        Misconception(
            "averaged",
            _but(
                dW=lambda dZ, X, W: X.T @ dZ / len(X),
                db=lambda dZ, X, W: dZ.mean(axis=0),
            ),
            "You divide by N in dW and db, but dZ carries the 1/N already: here the examples are "
            "only added.",
        ),
        Misconception(
            "all-averaged",
            lambda dZ, X, W: tuple(g / len(X) for g in nnkit.dense_backward(dZ, X, W)),
            "You divide all three by N, but dZ carries the 1/N already.",
        ),
        _bent(
            "dW",
            "dW-averaged",
            lambda dZ, X, W: X.T @ dZ / len(X),
            "You divide dW by N, but dZ carries the 1/N already.",
        ),
        _bent(
            "db",
            "db-averaged",
            lambda dZ, X, W: dZ.mean(axis=0),
            "db is a mean over the examples, but dZ carries the 1/N already: add them.",
        ),
        _bent(
            "dW",
            "dW-transposed",
            lambda dZ, X, W: dZ.T @ X,
            "This is dW transposed, as in books that write W a + b. A gradient has the shape of "
            "its array.",
        ),
        _bent(
            "dW",
            "dW-not-turned",
            lambda dZ, X, W: X @ dZ,
            "X and dZ do not fit together in this order: both have a row for each example. "
            + NO_PRODUCT,
        ),
        _bent(
            "dW",
            "dW-wrong-factor-turned",
            lambda dZ, X, W: X @ dZ.T,
            "In dW the wrong factor is turned: X dZᵀ has an entry for each pair of examples. "
            "Which sum should remain?",
        ),
        _bent(
            "dW",
            "dW-elementwise",
            lambda dZ, X, W: X * dZ,
            "`*` multiplies entry by entry. Every input meets every neuron, and the examples are "
            "added: that is a matrix product.",
        ),
        _bent(
            "dW",
            "dW-last-example",
            lambda dZ, X, W: np.outer(X[-1], dZ[-1]),
            "dW holds the last example only: in a loop, `=` in place of `+=`.",
        ),
        _bent(
            "dW",
            "dW-of-sums",
            lambda dZ, X, W: np.outer(X.sum(axis=0), dZ.sum(axis=0)),
            "You add the examples first and multiply then, so different examples meet. Multiply "
            "within each example.",
        ),
        _bent(
            "dW",
            "dW-of-means",
            lambda dZ, X, W: np.outer(X.mean(axis=0), dZ.sum(axis=0)),
            "You take the mean input first, so different examples meet. Multiply within each "
            "example.",
        ),
        _bent(
            "dW",
            "dW-step-made",
            lambda dZ, X, W: W - X.T @ dZ,
            "In place of dW you return W after a step. Asked is the gradient.",
        ),
        _bent(
            "dX",
            "dX-averaged",
            lambda dZ, X, W: dZ @ W.T / len(X),
            "You divide dX by N, but dZ carries the 1/N already.",
        ),
        _bent(
            "dX",
            "dX-with-dW",
            lambda dZ, X, W: dZ @ (X.T @ dZ).T,
            "dX is made with dW. The way back to the inputs goes over the weights W.",
        ),
        _bent(
            "db",
            "db-first-example",
            lambda dZ, X, W: dZ[0],
            "db holds the first example only: add the examples.",
        ),
        _bent(
            "db",
            "db-over-neurons",
            lambda dZ, X, W: dZ.sum(axis=1),
            "db is summed over the neurons, axis 1. Each neuron has its own bias: add the "
            "examples.",
        ),
        _bent(
            "db",
            "db-one-number",
            lambda dZ, X, W: dZ.sum(),
            "db is one number: `np.sum` without an axis adds everything. In 003 line 333 the axis "
            "stands outside the bracket (erratum E46).",
            "003 line 333, erratum E46",
        ),
        _bent(
            "db",
            "db-keepdims",
            lambda dZ, X, W: dZ.sum(axis=0, keepdims=True),
            "db has shape (1, n_out), b has (n_out,). Leave `keepdims` out.",
        ),
        _bent(
            "db",
            "db-column",
            lambda dZ, X, W: dZ.sum(axis=0)[:, None],
            "db is a column; b has one axis, (n_out,).",
        ),
        _bent(
            "db",
            "db-mean-number",
            lambda dZ, X, W: dZ.mean(),
            "db is one number, a mean over everything. Each neuron has its own bias: add the "
            "examples.",
        ),
        _bent(
            "db",
            "db-one",
            lambda dZ, X, W: 1,
            "db is the number 1: that is the slope of z in b. Asked is the slope of the loss.",
        ),
        _bent(
            "db",
            "db-ones",
            lambda dZ, X, W: np.ones(dZ.shape[1]),
            "db is 1: that is the slope of z in b. Asked is the slope of the loss (erratum E46).",
            "erratum E46",
        ),
        _bent(
            "db",
            "db-not-summed",
            lambda dZ, X, W: dZ,
            "db still has a row for each example. One bias serves all of them: add.",
        ),
        _bent(
            "db",
            "db-last-example",
            lambda dZ, X, W: dZ[-1],
            "db holds the last example only: in a loop, `=` in place of `+=`.",
        ),
        _bent(
            "dX",
            "dX-not-turned",
            lambda dZ, X, W: dZ @ W,
            "dX needs W turned: the way back goes from the neurons to the inputs. " + NO_PRODUCT,
        ),
        _bent(
            "dX",
            "dX-transposed",
            lambda dZ, X, W: W @ dZ.T,
            "This is dX transposed, with an example in each column. Ours are in the rows.",
        ),
        _bent(
            "dX",
            "dX-with-slope",
            lambda dZ, X, W: dZ @ W.T * X * (1 - X),
            "dX holds the slope of a sigmoid. A dense layer has no activation; that is the next "
            "step back.",
        ),
        _bent(
            "dX",
            "dX-summed",
            lambda dZ, X, W: (dZ @ W.T).sum(axis=0),
            "dX is added over the examples. Every example has its own input, so every row stays.",
        ),
        _bent(
            "dX",
            "dX-with-new-weights",
            lambda dZ, X, W: dZ @ (W - X.T @ dZ).T,
            "dX uses weights that have made their step already. All gradients belong to the "
            "weights of the forward pass.",
        ),
        _bent(
            "dW",
            "dW-cut",
            lambda dZ, X, W: (X.T @ dZ).astype(W.dtype),
            "dW is cut to whole numbers when W holds integers: an array made like W holds integers "
            "then.",
        ),
    ),
)


def hidden_arrays(rng: Rng, n: int, hidden: int, after: int) -> tuple[Array, Array, Array]:
    """Draw (dZ_next, W_next, A); no slope in the rows of A is like another."""
    A = rng.uniform(0.1, 0.9, (n, hidden))
    return rng.normal(0, 1, (n, after)), rng.normal(0, 1, (hidden, after)), A


def _hidden_cases(rng: Rng) -> list[Case]:
    dZ, W, A = hidden_arrays(rng, 5, 3, 2)
    hand = np.array([[1.0, 2.0]]), np.array([[3.0, -1.0], [0.0, 4.0]]), np.array([[0.5, 0.2]])
    sure = np.array([[0.0, 1.0, 0.5]] * 5)
    return [
        Case(hand, "dZ_next = [[1, 2]], W_next = [[3, -1], [0, 4]], A = [[0.5, 0.2]]", "hand"),
        Case((dZ, W, np.full((5, 3), 0.5)), "all activations ½", "isolated"),
        Case((dZ, W, A), "5 examples, 3 hidden units, 2 behind", "random"),
        Case(hidden_arrays(rng, 3, 3, 3), "3 examples, 3 hidden units, 3 behind", "random"),
        Case(hidden_arrays(rng, 2, 3, 4), "2 examples, 3 hidden units, 4 behind", "random"),
        Case((1000 * dZ, W, sure), "saturated units", "extreme"),
        Case((dZ, rng.integers(-3, 4, (3, 2)), A), "whole numbers in W_next", "integer"),
        Case(tuple(v.astype(np.float32) for v in (dZ, W, A)), "type float32", "float32"),
        Case(hidden_arrays(rng, 1, 3, 2), "one example", "one"),
        Case(hidden_arrays(rng, 4, 3, 1), "one unit behind", "one"),
        Case(hidden_arrays(rng, 4, 1, 3), "one hidden unit", "one"),
    ]


HIDDEN_DELTA = Spec(
    name="hidden_delta",
    reference=nnkit.hidden_delta,
    cases=_hidden_cases,
    returns="an array of the shape of A",
    points=2,
    unit=UNIT,
    signature="hidden_delta(dZ_next, W_next, A)",
    misconceptions=(
        Misconception(
            "no-slope",
            lambda dZ, W, A: dZ @ W.T,
            "The slope of the hidden sigmoid is missing: this is the gradient in A, one step short "
            "of the gradient in Z.",
        ),
        Misconception(
            "slope-of-A",
            lambda dZ, W, A: dZ @ W.T * sigmoid(A) * (1 - sigmoid(A)),
            "You apply σ to A in the slope. But A already is σ(Z): how does σ'(Z) look in terms of "
            "A?",
        ),
        Misconception(
            "tanh-slope",
            lambda dZ, W, A: dZ @ W.T * (1 - A**2),
            "1 - A² is the slope of tanh. These units are sigmoids.",
        ),
        Misconception(
            "half-a-slope",
            lambda dZ, W, A: dZ @ W.T * A,
            "You multiply by A alone. The slope of σ has two factors.",
        ),
        Misconception(
            "lost-square",
            lambda dZ, W, A: dZ @ W.T * (1 - A),
            "You multiply by 1 - A alone. The slope of σ has two factors (erratum E28).",
            "erratum E28",
        ),
        Misconception(
            "slope-sign",
            lambda dZ, W, A: dZ @ W.T * A * (1 + A),
            "Your slope is A(1 + A): one sign in σ' is wrong.",
        ),
        Misconception(
            "slope-of-layer-behind",
            lambda dZ, W, A: (dZ * dZ * (1 - dZ)) @ W.T,
            "The slope is made with dZ_next and stands before the weights. It belongs to the "
            "hidden units: use A, after the weights.",
        ),
        Misconception(
            "slope-twice",
            lambda dZ, W, A: dZ @ W.T * (A * (1 - A)) ** 2,
            "The slope of the hidden sigmoid is there twice.",
        ),
        Misconception(
            "slope-divides",
            lambda dZ, W, A: dZ @ W.T / np.maximum(A * (1 - A), 1e-300),
            "You divide by the slope. The chain rule multiplies.",
        ),
        Misconception(
            "not-turned",
            lambda dZ, W, A: dZ @ W * A * (1 - A),
            "W_next must be turned: the way back goes from the layer behind to the hidden one. "
            + NO_PRODUCT,
            "erratum E64",
        ),
        Misconception(
            "factors-exchanged",
            lambda dZ, W, A: W @ dZ * A * (1 - A),
            "The factors stand in the other order: dZ_next has a row for each example, so it comes "
            "first.",
        ),
        Misconception(
            "wrong-factor-turned",
            lambda dZ, W, A: dZ.T @ W.T * A * (1 - A),
            "dZ_next is turned as well. Its rows are the examples and must stay.",
        ),
        Misconception(
            "elementwise",
            lambda dZ, W, A: dZ * W * A * (1 - A),
            "`*` multiplies entry by entry. A hidden unit is reached over all units behind: that "
            "sum is a matrix product.",
        ),
        Misconception(
            "slope-added",
            lambda dZ, W, A: dZ @ W.T + A * (1 - A),
            "You add the slope. Along a path the factors multiply.",
        ),
        Misconception(
            "transposed",
            lambda dZ, W, A: (dZ @ W.T * A * (1 - A)).T,
            "This is the transpose, with an example in each column, as in books that write Wᵀδ.",
        ),
        Misconception(
            "first-path",
            lambda dZ, W, A: dZ[:, :1] * W[:, 0] * A * (1 - A),
            "Only the path through the first unit behind counts. Add the paths through all of "
            "them.",
        ),
        Misconception(
            "last-path",
            lambda dZ, W, A: dZ[:, -1:] * W[:, -1] * A * (1 - A),
            "Only the path through the last unit behind counts: in a loop, `=` in place of `+=`.",
        ),
        Misconception(
            "mean-of-paths",
            lambda dZ, W, A: dZ @ W.T / W.shape[1] * A * (1 - A),
            "You take the mean over the paths. They are added; nothing is divided.",
        ),
        Misconception(
            "no-weights",
            lambda dZ, W, A: dZ.sum(axis=1, keepdims=True) * A * (1 - A),
            "The weights are missing: each path is as strong as the weight on it.",
        ),
        Misconception(
            "sums-multiplied",
            lambda dZ, W, A: dZ.sum(axis=1, keepdims=True) * W.sum(axis=1) * A * (1 - A),
            "You add first and multiply then, so the error of one unit meets the weight to "
            "another. Multiply along each path, then add.",
        ),
        Misconception(
            "without-signs",
            lambda dZ, W, A: dZ @ np.abs(W).T * A * (1 - A),
            "The signs of the weights are lost. One path may push up and another pull down.",
        ),
        Misconception(
            "averaged",
            lambda dZ, W, A: dZ @ W.T * A * (1 - A) / len(A),
            "You divide by N once more, but dZ_next carries the 1/N already.",
        ),
        Misconception(
            "mean-over-examples",
            lambda dZ, W, A: (dZ @ W.T * A * (1 - A)).mean(axis=0),
            "You take the mean over the examples. Every example keeps its row.",
        ),
        Misconception(
            "one-slope-for-all",
            lambda dZ, W, A: dZ @ W.T * A[0] * (1 - A[0]),
            "All examples get the slopes of the first one. Each has its own activations.",
        ),
        Misconception(
            "mean-slope",
            lambda dZ, W, A: dZ @ W.T * (A * (1 - A)).mean(axis=0),
            "All examples get the mean slope. Each has its own activations.",
        ),
        Misconception(
            "brackets-slope",
            lambda dZ, W, A: dZ @ W.T * A * 1 - A,
            "Brackets are missing around 1 - A: a product is computed before a difference.",
        ),
        Misconception(
            "weight-gradient",
            lambda dZ, W, A: A.T @ dZ,
            "This is the gradient of W_next. Asked is the one in the hidden sums.",
        ),
        Misconception(
            "no-error",
            lambda dZ, W, A: A * (1 - A),
            "You return the slopes only. What comes back from behind is the other factor.",
        ),
    ),
)
