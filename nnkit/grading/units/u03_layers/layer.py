"""One layer: for a table, for one example by hand, and from books with columns."""

from __future__ import annotations

from typing import Any

import numpy as np

import nnkit
from nnkit.activations import sigmoid
from nnkit.grading.exercise.compare import Array
from nnkit.grading.exercise.spec import Case, Misconception, Property, Rng, Spec
from nnkit.grading.units.u03_layers.counting import UNIT

HAND_W = np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 1.0]])
HAND_B = np.array([10.0, 20.0, 30.0])
CUT = (
    "For whole numbers the results are cut to whole numbers: an array in the type of an argument "
    "holds integers then. Give the result the type float."
)


def layer(rng: Rng, n: int, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw examples, weights and biases; no bias is near 0."""
    b = rng.uniform(0.5, 2, n_out) * rng.choice([-1, 1], n_out)
    return rng.normal(0, 1, (n, n_in)), rng.normal(0, 1, (n_in, n_out)), b


def single(rng: Rng, n_in: int, n_out: int) -> tuple[Array, Array, Array]:
    """Draw one example, weights and biases."""
    X, W, b = layer(rng, 1, n_in, n_out)
    return X[0], W, b


def _whole(rng: Rng, n_in: int, n_out: int) -> tuple[Array, Array]:
    return rng.integers(-3, 4, (4, n_in)), rng.integers(-3, 4, (n_in, n_out))


def _dense_cases(rng: Rng) -> list[Case]:
    X, W, b = layer(rng, 5, 3, 2)
    return [
        Case(
            (np.array([[1.0, 2.0], [0.0, -1.0]]), HAND_W, HAND_B),
            "X = [[1, 2], [0, -1]], W = [[1, 0, 3], [0, 1, 1]], b = [10, 20, 30]",
            "hand",
        ),
        Case((np.zeros((4, 3)), W, b), "X of zeros: only the bias is left", "isolated"),
        Case((X, W, np.zeros(2)), "b = [0, 0]: only the product is left", "isolated"),
        Case((X, W, b), "X 5×3, W 3×2", "random"),
        Case(layer(rng, 2, 4, 5), "X 2×4, W 4×5", "random"),
        Case(layer(rng, 4, 4, 4), "X 4×4, W 4×4", "random"),
        Case(layer(rng, 3, 2, 3), "X 3×2, W 2×3", "random"),
        Case((*_whole(rng, 3, 2), np.array([0.5, -1.25])), "whole numbers in X and W", "integer"),
        Case(tuple(v.astype(np.float32) for v in (X, W, b)), "numbers of type float32", "float32"),
        Case(layer(rng, 1, 3, 2), "one example", "one"),
        Case(layer(rng, 3, 4, 1), "one neuron", "one"),
        Case(layer(rng, 3, 1, 4), "one input", "one"),
    ]


def _bias_on_first(X: Any, W: Any, b: Any) -> Any:
    Z = X @ W * 1.0
    Z[0] = Z[0] + b
    return Z


def _into_integers(X: Any, W: Any, b: Any) -> Any:
    Z = np.zeros((len(X), len(b)), dtype=np.asarray(X).dtype)
    Z[...] = X @ W + b
    return Z


def _added_in_place(X: Any, W: Any, b: Any) -> Any:
    Z = X @ W
    Z += b
    return Z


DENSE = Spec(
    name="dense",
    reference=nnkit.dense,
    cases=_dense_cases,
    returns="an array (N, n_out)",
    points=1,
    unit=UNIT,
    signature="dense(X, W, b)",
    misconceptions=(
        Misconception(
            "bias-for-each-example",
            lambda X, W, b: X @ W + len(X) * b,
            "The bias is added once for each example in every row. Each row gets it once.",
        ),
        Misconception(
            "no-bias",
            lambda X, W, b: X @ W,
            "The bias is missing.",
        ),
        Misconception(
            "printed-equals",
            lambda X, W, b: b,
            "You return the bias. The notes print the product as if it were equal to the bias "
            "(004 line 104, erratum E51); the bias is added to it.",
            "004 line 104, erratum E51",
        ),
        Misconception(
            "bias-rows",
            lambda X, W, b: np.tile(b, (len(X), 1)),
            "Every row of the result is the bias: the product X W is missing.",
        ),
        Misconception(
            "W-transposed",
            lambda X, W, b: X @ W.T + b,
            "You multiply by the transpose of W. In this course W has a row for each input, so it "
            "fits as it is.",
        ),
        Misconception(
            "W-first",
            lambda X, W, b: W @ X + b,
            "You multiply W by X. That is the order of books with columns; with examples in rows "
            "X comes first.",
        ),
        Misconception(
            "columns-half-way",
            lambda X, W, b: W.T @ X + b[:, None],
            "WᵀX + b belongs to examples in columns. Here they are rows: X comes first, and "
            "nothing is transposed.",
        ),
        Misconception(
            "result-in-columns",
            lambda X, W, b: (X @ W + b).T,
            "Your result has an example in each column. It should have one in each row, as X has.",
        ),
        Misconception(
            "column-of-biases",
            lambda X, W, b: X @ W + b[:, None],
            "The biases stand in a column, so each example gets a bias instead of each neuron. "
            "Leave b flat: NumPy adds it to every row.",
        ),
        Misconception(
            "elementwise",
            lambda X, W, b: X * W + b,
            "`*` multiplies entry by entry. A layer needs row times column: the matrix product.",
        ),
        Misconception(
            "minus-bias",
            lambda X, W, b: X @ W - b,
            "The bias is subtracted.",
        ),
        Misconception(
            "bias-as-factor",
            lambda X, W, b: X @ W * b,
            "The bias is multiplied. It should be added.",
        ),
        Misconception(
            "bias-in-weights",
            lambda X, W, b: X @ (W + b),
            "The bias is added to every weight before the product, so it is multiplied by the "
            "inputs. Add it after the product.",
        ),
        Misconception(
            "bias-on-first",
            _bias_on_first,
            "Only the first example gets the biases. Every row needs them.",
        ),
        Misconception(
            "sum-of-biases",
            lambda X, W, b: X @ W + np.sum(b),
            "Every neuron gets the sum of all biases. Each has its own.",
        ),
        Misconception(
            "mean-of-biases",
            lambda X, W, b: X @ W + np.mean(b),
            "Every neuron gets the mean of the biases. Each has its own.",
        ),
        Misconception(
            "first-bias",
            lambda X, W, b: X @ W + b[0],
            "Every neuron gets the first bias. Each has its own (erratum E35).",
            "erratum E35",
        ),
        Misconception(
            "bias-twice",
            lambda X, W, b: X @ W + 2 * b,
            "The bias is added twice.",
        ),
        Misconception(
            "bias-for-each-input",
            lambda X, W, b: X @ W + len(W) * b,
            "The bias is added once for each input. Add it once, after the sum.",
        ),
        Misconception(
            "with-sigmoid",
            lambda X, W, b: sigmoid(X @ W + b),
            "You apply an activation. Asked are the sums Z, before it.",
        ),
        Misconception(
            "with-relu",
            lambda X, W, b: np.maximum(X @ W + b, 0),
            "You apply an activation. Asked are the sums Z, before it.",
        ),
        Misconception(
            "mean-over-examples",
            lambda X, W, b: X @ W / len(X) + b,
            "You divide by the number of examples. A layer treats each example for itself.",
        ),
        Misconception(
            "mean-over-inputs",
            lambda X, W, b: X @ W / len(W) + b,
            "You divide by the number of inputs. Asked is the weighted sum, not a mean.",
        ),
        Misconception(
            "first-example",
            lambda X, W, b: X[0] @ W + b,
            "You return the first example only. Is there a `return` inside a loop?",
        ),
        Misconception(
            "only-added-up",
            lambda X, W, b: (X @ W + b).sum(axis=0),
            "You add the examples up. Asked is one row for each of them.",
        ),
        Misconception("integers-cut", _into_integers, CUT),
        Misconception(
            "added-in-place",
            _added_in_place,
            "With whole numbers in X and W the product is an integer array, and `+=` cannot put "
            "fractions into it. Make a new array: Z = ... + b.",
        ),
    ),
)


def _loops_cases(rng: Rng) -> list[Case]:
    x, W, b = single(rng, 4, 2)
    return [
        Case(
            (np.array([1.0, 2.0]), HAND_W, HAND_B),
            "x = [1, 2], W = [[1, 0, 3], [0, 1, 1]], b = [10, 20, 30]",
            "hand",
        ),
        Case((np.zeros(4), W, b), "x of zeros: only the bias is left", "isolated"),
        Case((x, W, b), "4 inputs, 2 neurons", "random"),
        Case(single(rng, 2, 5), "2 inputs, 5 neurons", "random"),
        Case(single(rng, 3, 3), "3 inputs, 3 neurons", "random"),
        Case((x, W, np.array([2, -3])), "whole numbers in b", "integer"),
        Case(
            (rng.integers(-3, 4, 3), rng.integers(-3, 4, (3, 2)), np.array([0.5, -1.25])),
            "whole numbers in x and W",
            "integer",
        ),
        Case(tuple(v.astype(np.float32) for v in (x, W, b)), "numbers of type float32", "float32"),
        Case(single(rng, 3, 1), "one neuron", "one"),
        Case(single(rng, 1, 3), "one input", "one"),
    ]


def _sums(x: Any, W: Any, b: Any, term: Any, inputs: Any = None) -> Any:
    """For each neuron the sum of `term(i, j)` over the inputs, and its bias."""
    inputs = range(len(x)) if inputs is None else inputs
    return np.array([sum(term(i, j) for i in inputs) + b[j] for j in range(len(b))])


def _rows_as_neurons(x: Any, W: Any, b: Any) -> Any:
    return np.array([sum(x[i] * W[j, i] for i in range(len(x))) + b[j] for j in range(len(W))])


def _start_with_biases(x: Any, W: Any, b: Any) -> Any:
    z = b.copy()
    for j in range(len(b)):
        for i in range(len(x)):
            z[j] += x[i] * W[i, j]
    return z


def _int_sums(x: Any, W: Any, b: Any) -> Any:
    z = np.zeros(W.shape[1], dtype=int)
    for j in range(W.shape[1]):
        for i in range(W.shape[0]):
            z[j] += x[i] * W[i, j]
        z[j] += b[j]
    return z


def _into_biases(x: Any, W: Any, b: Any) -> Any:
    b += x @ W
    return b


DENSE_LOOPS = Spec(
    name="dense_loops",
    reference=nnkit.dense_loops,
    cases=_loops_cases,
    returns="an array (n_out,)",
    points=2,
    unit=UNIT,
    signature="dense_loops(x, W, b)",
    misconceptions=(
        Misconception(
            "bias-as-factor",
            lambda x, W, b: (x @ W) * b,
            "The bias is multiplied. It should be added.",
        ),
        Misconception(
            "int-sums",
            _int_sums,
            "The sums are kept in an array of integers, which loses the digits behind the point at "
            "every step. Leave out `dtype=int`.",
        ),
        Misconception(
            "indices-exchanged",
            lambda x, W, b: _sums(x, W, b, lambda i, j: x[i] * W[j, i]),
            "The two indices of W are exchanged: W[i, j] leads from input i to neuron j.",
        ),
        Misconception(
            "indices-exchanged-no-bias",
            lambda x, W, b: _sums(x, W, 0 * b, lambda i, j: x[i] * W[j, i]),
            "The two indices of W are exchanged: W[i, j] leads from input i to neuron j. And the "
            "bias is missing.",
        ),
        Misconception(
            "rows-as-neurons",
            _rows_as_neurons,
            "You take the rows of W for the neurons. A neuron is a column of W.",
        ),
        Misconception(
            "W-first",
            lambda x, W, b: W @ x + b,
            "W times x uses the rows of W as neurons. A neuron is a column of W. And the task "
            "asks for loops.",
        ),
        Misconception(
            "bias-for-each-input",
            lambda x, W, b: _sums(x, W, b, lambda i, j: x[i] * W[i, j] + b[j]) - b,
            "The bias is added once for each input. Add it once for each neuron, outside the "
            "inner loop.",
        ),
        Misconception(
            "bias-for-each-input-and-once",
            lambda x, W, b: _sums(x, W, b, lambda i, j: x[i] * W[i, j] + b[j]),
            "The bias is added once for each input, and once more. Add it once for each neuron.",
        ),
        Misconception(
            "no-bias",
            lambda x, W, b: x @ W,
            "The bias is missing.",
        ),
        Misconception(
            "minus-bias",
            lambda x, W, b: x @ W - b,
            "The bias is subtracted.",
        ),
        Misconception(
            "bias-only",
            lambda x, W, b: b * 1.0,
            "You return the biases. Is the sum lost, or set back to zero?",
        ),
        Misconception(
            "not-reset",
            lambda x, W, b: np.cumsum(x @ W) + b,
            "The sum of a neuron goes on from the one before. Start at 0 for each neuron, inside "
            "the outer loop.",
        ),
        Misconception(
            "nothing-reset",
            lambda x, W, b: np.cumsum(x @ W + b),
            "The sum of a neuron goes on from the one before. Start anew for each neuron, inside "
            "the outer loop.",
        ),
        Misconception(
            "last-input",
            lambda x, W, b: x[-1] * W[-1] + b,
            "Only the last input counts: `=` replaces the sum at every turn. Add with `+=`.",
        ),
        Misconception(
            "last-input-no-bias",
            lambda x, W, b: x[-1] * W[-1],
            "Only the last input counts, and no bias: `=` replaces the sum at every turn. Add "
            "with `+=`.",
        ),
        Misconception(
            "first-input-forgotten",
            lambda x, W, b: _sums(x, W, b, lambda i, j: x[i] * W[i, j], range(1, len(x))),
            "The first input is left out: Python counts from 0.",
        ),
        Misconception(
            "last-input-forgotten",
            lambda x, W, b: _sums(x, W, b, lambda i, j: x[i] * W[i, j], range(len(x) - 1)),
            "The last input is left out: `range(n)` already stops before n.",
        ),
        Misconception(
            "last-neuron-forgotten",
            lambda x, W, b: (x @ W + b)[:-1],
            "The last neuron is left out: `range(n)` already stops before n.",
        ),
        Misconception(
            "last-neuron-zero",
            lambda x, W, b: np.append((x @ W + b)[:-1], 0.0),
            "The last neuron stays at 0: `range(n)` already stops before n.",
        ),
        Misconception(
            "first-neuron-only",
            lambda x, W, b: (x @ W + b)[0],
            "You return the first neuron only. Look where the `return` stands.",
        ),
        Misconception(
            "last-neuron-only",
            lambda x, W, b: (x @ W + b)[-1],
            "You return the last neuron only. Collect the sums in a list or an array.",
        ),
        Misconception(
            "first-product-only",
            lambda x, W, b: x[0] * W[0] + b,
            "Only the first input counts. Look where the inner loop is left.",
        ),
        Misconception(
            "added-not-multiplied",
            lambda x, W, b: _sums(x, W, b, lambda i, j: x[i] + W[i, j]),
            "Input and weight are added. Multiply them.",
        ),
        Misconception(
            "inputs-lost",
            lambda x, W, b: _sums(x, W, b, lambda i, j: W[i, j]),
            "You add the weights up. Each is to be multiplied by its input first.",
        ),
        Misconception(
            "products-only",
            lambda x, W, b: x[:, None] * W + b,
            "You return a table of products. Add over the inputs, for each neuron.",
        ),
        Misconception(
            "bias-by-input",
            lambda x, W, b: _sums(x, W, 0 * b, lambda i, j: x[i] * W[i, j] + b[i]),
            "The bias is taken with the index of the input. It belongs to the neuron.",
        ),
        Misconception(
            "with-sigmoid",
            lambda x, W, b: sigmoid(x @ W + b),
            "You apply an activation. Asked are the sums, before it.",
        ),
        Misconception(
            "mean",
            lambda x, W, b: x @ W / len(x) + b,
            "You divide by the number of inputs. Asked is the weighted sum, not a mean.",
        ),
        Misconception("integers-cut", _start_with_biases, CUT),
        Misconception(
            "writes-into-b",
            _into_biases,
            "You write the sums into b, and the biases are lost for the next example. Start from "
            "a new array.",
        ),
    ),
)


def _book(rng: Rng, n_out: int, n_in: int, *, column: bool) -> tuple[Array, Array]:
    _, W, b = layer(rng, 1, n_in, n_out)
    return W.T.copy(), b[:, None] if column else b


def _columns_cases(rng: Rng) -> list[Case]:
    W, b = _book(rng, 4, 3, column=True)
    return [
        Case(
            (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[7.0], [8.0]])),
            "W = [[1, 2, 3], [4, 5, 6]], b = [[7], [8]]",
            "hand",
        ),
        Case(_book(rng, 3, 5, column=False), "W 3×5, b of shape (3,)", "isolated"),
        Case(_book(rng, 16, 7, column=True), "W 16×7, b of shape (16, 1)", "random"),
        Case(_book(rng, 4, 4, column=True), "W 4×4, b of shape (4, 1)", "random"),
        Case(_book(rng, 3, 3, column=False), "W 3×3, b of shape (3,)", "random"),
        Case((rng.integers(-5, 6, (2, 4)), rng.integers(1, 6, (2, 1))), "whole numbers", "integer"),
        Case((W.astype(np.float32), b.astype(np.float32)), "numbers of type float32", "float32"),
        Case(_book(rng, 1, 3, column=True), "one neuron, b of shape (1, 1)", "one"),
        Case(_book(rng, 3, 1, column=True), "one input", "one"),
    ]


def _same_sums(fn: Any, rng: Rng) -> str | bool:
    W, b = _book(rng, 4, 3, column=True)
    x = rng.normal(0, 1, 3)
    ours = fn(W.copy(), b.copy())
    if np.shape(ours[0]) != (3, 4):
        return f"for W of 4×3 the new W has the shape {np.shape(ours[0])}"
    return bool(np.allclose(x @ np.asarray(ours[0]) + np.asarray(ours[1]), W @ x + b.ravel()))


def _pair(W: Any = None, b: Any = None) -> Any:
    """The right pair, with W or b bent."""

    def answer(W_book: Any, b_book: Any) -> Any:
        return (
            W_book.T if W is None else W(W_book),
            b_book.ravel() if b is None else b(b_book),
        )

    return answer


FROM_COLUMNS = Spec(
    name="from_columns",
    reference=nnkit.from_columns,
    cases=_columns_cases,
    returns="two arrays: W (n_in, n_out) and b (n_out,)",
    points=1,
    unit=UNIT,
    signature="from_columns(W, b)",
    properties=(
        Property("same-sums", "x W + b in rows gives the sums W x + b in columns", _same_sums),
    ),
    misconceptions=(
        Misconception(
            "b-reversed",
            _pair(b=lambda b: np.ravel(b)[::-1]),
            "The order of the biases is turned round. Only their shape changes.",
        ),
        Misconception(
            "nothing-done",
            lambda W, b: (W, b),
            "You return both as they are. In the book a neuron is a row of W, in the course a "
            "column; and b is flat here.",
        ),
        Misconception(
            "W-only",
            lambda W, b: W.T,
            "You return W only. Asked are two arrays: the biases are part of the layer.",
        ),
        Misconception(
            "exchanged",
            lambda W, b: (b.ravel(), W.T),
            "The two results stand in the wrong order: W comes first.",
        ),
        Misconception(
            "not-transposed",
            _pair(W=lambda W: W),
            "W is not transposed: in the book a neuron is a row, in the course a column "
            "(erratum E48).",
            "erratum E48",
            part=0,
        ),
        Misconception(
            "reshaped",
            _pair(W=lambda W: W.reshape(W.shape[1], W.shape[0])),
            "`reshape` keeps the numbers in their order and only breaks the lines elsewhere. "
            "Rows must become columns.",
            part=0,
        ),
        Misconception(
            "rows-reversed",
            _pair(W=lambda W: W[::-1]),
            "The rows of W are reversed. Rows must become columns.",
            part=0,
        ),
        Misconception(
            "turned",
            _pair(W=lambda W: np.rot90(W)),
            "W is turned by a quarter, so the order of the inputs is reversed. Rows must become "
            "columns.",
            part=0,
        ),
        Misconception(
            "turned-back",
            _pair(W=lambda W: np.rot90(W, -1)),
            "W is turned by a quarter, so the order of the neurons is reversed. Rows must become "
            "columns.",
            part=0,
        ),
        Misconception(
            "W-flat",
            _pair(W=lambda W: W.ravel()),
            "W is flat. It should stay a matrix with rows and columns exchanged; only b becomes "
            "flat.",
            part=0,
        ),
        Misconception(
            "inverse",
            lambda W, b: (np.linalg.inv(W), b.ravel()),
            "The inverse of W undoes a layer. Asked is the same layer, written with rows.",
        ),
        Misconception(
            "b-unchanged",
            _pair(b=lambda b: b),
            "b stays as it comes, and a column (n_out, 1) would give each example a bias of its "
            "own. Make it flat: (n_out,).",
            part=1,
        ),
        Misconception(
            "b-transposed",
            _pair(b=lambda b: b.T),
            "The transpose of a column is a row (1, n_out), which still has two axes. Make b "
            "flat: (n_out,).",
            part=1,
        ),
        Misconception(
            "b-as-row",
            _pair(b=lambda b: b.reshape(1, -1)),
            "b is a row of shape (1, n_out). It should have one axis only: (n_out,).",
            part=1,
        ),
        Misconception(
            "b-as-column",
            _pair(b=lambda b: b.reshape(-1, 1)),
            "b is a column of shape (n_out, 1). It should have one axis only: (n_out,).",
            part=1,
        ),
        Misconception(
            "first-bias",
            _pair(b=lambda b: b[0]),
            "You keep the first bias only. Each neuron has its own.",
            part=1,
        ),
        Misconception(
            "column-expected",
            lambda W, b: (W.T, b[:, 0]),
            "It is right for a column b only. b may come flat, of shape (n_out,), too.",
        ),
        Misconception(
            "column-expected-too",
            lambda W, b: (W.T, b.T[0]),
            "It is right for a column b only. b may come flat, of shape (n_out,), too.",
            part=1,
        ),
        Misconception(
            "squeezed",
            _pair(b=lambda b: b.squeeze()),
            "For one neuron b loses both axes and becomes a number: `squeeze` drops every axis of "
            "length 1. One axis must stay.",
            part=1,
        ),
        Misconception(
            "minus-b",
            _pair(b=lambda b: -b.ravel()),
            "The sign of b is changed. Only the shapes differ between the two conventions.",
            part=1,
        ),
        Misconception(
            "folded",
            lambda W, b: np.vstack([b.ravel(), W.T]),
            "You put the bias into the matrix. Asked are two arrays, W and b.",
        ),
    ),
)
